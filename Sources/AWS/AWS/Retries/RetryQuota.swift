/// The token bucket of the standard retry mode. All calls of a client share it, so that many failures do not
/// multiply the number of requests.
struct RetryQuota: Sendable {
  static let capacity = 500
  private(set) var available = capacity

  /// The cost of a retry; a retry after a timeout costs twice as much.
  static func cost(afterTimeout: Bool) -> Int { afterTimeout ? 10 : 5 }

  /// Takes the cost of a retry; false if the quota is exhausted.
  mutating func take(_ cost: Int) -> Bool {
    guard cost <= available else { return false }
    available -= cost
    return true
  }

  /// Refills after a success: the cost of the call's last retry, or 1 if the call was not retried.
  mutating func refill(_ cost: Int?) { available = min(Self.capacity, available + (cost ?? 1)) }
}
