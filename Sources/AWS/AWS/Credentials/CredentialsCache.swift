import Core

/// Caches credentials and refreshes them before they expire. Concurrent callers share one refresh.
actor CredentialsCache {
  private struct Entry {
    var credentials: ExpiringCredentials
    var rule: RefreshRule
  }

  private let load: @Sendable () async throws -> ExpiringCredentials
  private let now: @Sendable () -> Double
  private var entry: Entry?
  private var running: Task<ExpiringCredentials, any Error>?
  /// Callers that wait for `running` and are not cancelled.
  private var waiting = 0

  /// - Parameter load: resolves credentials; first called by the first `current()`.
  init(
    now: @escaping @Sendable () -> Double, load: @escaping @Sendable () async throws -> ExpiringCredentials
  ) {
    self.now = now
    self.load = load
  }

  /// Credentials that are valid now. Throws what `load` throws if there are none.
  func current() async throws -> AWSCredentials {
    switch entry?.rule.freshness(at: now()) {
    case .fresh: break
    case .advisory:
      // Other callers keep using the cached credentials during this attempt; its failure is ignored.
      entry?.rule.postpone(from: now())
      _ = try? await refreshed()
    case .mandatory, nil: return try await refreshed()
    }
    guard let entry else { return try await refreshed() }
    return entry.credentials.credentials
  }

  /// Removes credentials that a service reported as expired, so that the next request refreshes.
  func reject(_ credentials: AWSCredentials) {
    if entry?.credentials.credentials == credentials { entry = nil }
  }

  private func refreshed() async throws -> AWSCredentials {
    let task = running ?? Task { [load] in try await load() }
    running = task
    waiting += 1
    let result = await withTaskCancellationHandler {
      await task.result
    } onCancel: {
      Task { await leave(task) }
    }
    if running == task {
      (running, waiting) = (nil, 0)
      if case .success(let credentials) = result {
        entry = Entry(credentials: credentials, rule: RefreshRule(credentials, loadedAt: now()))
      }
    }
    return try result.get().credentials
  }

  /// Cancels the refresh when its last waiting caller is cancelled.
  private func leave(_ task: Task<ExpiringCredentials, any Error>) {
    guard running == task else { return }
    waiting -= 1
    if waiting == 0 { task.cancel() }
  }
}

/// Credentials and their expiration time.
struct ExpiringCredentials: Sendable, Equatable {
  var credentials: AWSCredentials
  /// Seconds since 1970; nil if the credentials do not expire.
  var expiration: Double?

  init(_ credentials: AWSCredentials, expiration: Double? = nil) {
    self.credentials = credentials
    self.expiration = expiration
  }

  /// Parses the ISO 8601 extended format, `2026-01-31T12:00:00Z`, with an optional fraction and an optional
  /// UTC offset, into seconds since 1970.
  static func seconds(_ text: String) -> Double? {
    let digits = text.prefix(19).split(whereSeparator: { "-T:".contains($0) }).joined()
    guard text.utf8.count >= 20, digits.count == 14,
      let time = CivilTime(basic: digits.prefix(8) + "T" + digits.dropFirst(8) + "Z")
    else { return nil }
    let zone = text.dropFirst(19).drop { $0 == "." || $0.isNumber }
    guard let offset = offset(zone) else { return nil }
    return Double(time.secondsSince1970 - offset)
  }

  /// The UTC offset of a zone, `Z` or `+01:00`, in seconds.
  private static func offset(_ zone: Substring) -> Int64? {
    if zone == "Z" || zone == "UTC" { return 0 }
    let parts = zone.dropFirst().split(separator: ":").compactMap { Int64($0) }
    guard let sign = zone.first, sign == "+" || sign == "-", parts.count == 2,
      (0...23).contains(parts[0]), (0...59).contains(parts[1])
    else { return nil }
    return (sign == "-" ? -1 : 1) * (parts[0] * 3600 + parts[1] * 60)
  }
}

/// Decides when credentials must be refreshed.
///
/// From 15 minutes before expiration a refresh is advisory: if it fails, the old credentials stay in use.
/// From 10 minutes before expiration it is mandatory (botocore's values). For short-lived credentials the
/// limits are half and a quarter of the lifetime, so that not every request refreshes.
struct RefreshRule: Sendable {
  enum Freshness: Equatable {
    case fresh, advisory, mandatory
  }

  private let expiration: Double?
  private let advisory, mandatory: Double
  /// The earliest time of the next advisory refresh.
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

  /// Delays the next advisory refresh by a minute.
  mutating func postpone(from now: Double) { nextTry = now + 60 }
}
