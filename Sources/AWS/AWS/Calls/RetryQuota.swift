/// How many retries a client has left, over all its calls, so that many failures do not become many times as many
/// requests: the token bucket of the SDKs' standard mode. A value; it does nothing.
struct RetryQuota: Sendable {
  static let capacity = 500
  private(set) var available = capacity

  /// What a retry costs; one after a time limit was spent waiting.
  static func cost(afterTimeout: Bool) -> Int { afterTimeout ? 10 : 5 }

  /// Takes what a retry costs; false where there is not enough left.
  mutating func take(_ cost: Int) -> Bool {
    guard cost <= available else { return false }
    available -= cost
    return true
  }

  /// A call succeeded: what its last retry cost comes back, and a little for a call that needed none.
  mutating func giveBack(_ cost: Int?) { available = min(Self.capacity, available + (cost ?? 1)) }
}
