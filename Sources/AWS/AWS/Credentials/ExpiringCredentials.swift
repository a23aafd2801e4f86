import Core

/// Credentials and until when they are good.
struct ExpiringCredentials: Sendable, Equatable {
  var credentials: AWSCredentials
  /// Seconds since 1970; nil where they do not expire.
  var expiration: Double?

  init(_ credentials: AWSCredentials, expiration: Double? = nil) {
    self.credentials = credentials
    self.expiration = expiration
  }

  /// Reads ISO 8601's extended format in UTC, `2026-01-31T12:00:00Z`, with or without a fraction, or with an offset.
  static func seconds(_ text: String) -> Double? {
    let digits = text.prefix(19).split(whereSeparator: { "-T:".contains($0) }).joined()
    guard text.utf8.count >= 20, digits.count == 14,
      let time = CivilTime(basic: digits.prefix(8) + "T" + digits.dropFirst(8) + "Z")
    else { return nil }
    let zone = text.dropFirst(19).drop { $0 == "." || $0.isNumber }
    guard let offset = offset(zone) else { return nil }
    return Double(time.secondsSince1970 - offset)
  }

  /// The seconds that a zone, `Z` or `+01:00`, is ahead of UTC.
  private static func offset(_ zone: Substring) -> Int64? {
    if zone == "Z" || zone == "UTC" { return 0 }
    let parts = zone.dropFirst().split(separator: ":").compactMap { Int64($0) }
    guard let sign = zone.first, sign == "+" || sign == "-", parts.count == 2,
      (0...23).contains(parts[0]), (0...59).contains(parts[1])
    else { return nil }
    return (sign == "-" ? -1 : 1) * (parts[0] * 3600 + parts[1] * 60)
  }
}

/// When credentials are asked for anew: a value that decides about times and does nothing.
///
/// Fifteen minutes before the end a new set is tried for, and the old one goes on where that fails; ten minutes
/// before it there must be a new one (botocore's times). Short-lived credentials have half and a quarter of their
/// life instead, so that they are not fetched for every request.
struct RefreshRule: Sendable {
  enum Freshness: Equatable {
    case fresh, advisory, mandatory
  }

  private let expiration: Double?
  private let advisory, mandatory: Double
  /// Not before this time is there another try that need not succeed.
  private var nextTry: Double

  init(_ credentials: ExpiringCredentials, loadedAt now: Double) {
    expiration = credentials.expiration
    let life = max(0, (credentials.expiration ?? now) - now)
    advisory = min(15 * 60, life / 2)
    mandatory = min(10 * 60, life / 4)
    nextTry = now
  }

  func freshness(at now: Double) -> Freshness {
    guard let expiration else { return .fresh }
    if now >= expiration - mandatory { return .mandatory }
    return now >= expiration - advisory && now >= nextTry ? .advisory : .fresh
  }

  /// A try failed, and the next may come in a minute.
  mutating func postpone(from now: Double) { nextTry = now + 60 }
}
