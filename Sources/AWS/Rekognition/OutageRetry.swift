import AWS
import Core
import HTTP

/// Bears trouble that lasts longer than a client tries by itself: a service that throttles or fails for minutes, a
/// network that is away. It would be a pity to give up an hour's job for that.
struct OutageRetry: Sendable {
  /// How long one trouble may last, in seconds.
  static let limit = 600.0

  private let environment: AWSEnvironment
  private var failures = 0
  private var since: Double?
  private var hasSucceeded: Bool

  private static let backoff = Backoff(first: 2, factor: 2, most: 30, jitter: .quarter)

  /// - Parameter hasSucceeded: whether the service was reached before; until then a connection that fails may be
  ///   a wrong address, and is not borne.
  init(_ environment: AWSEnvironment, hasSucceeded: Bool = false) {
    self.environment = environment
    self.hasSucceeded = hasSucceeded
  }

  /// The trouble is over.
  mutating func succeed() {
    (since, failures, hasSucceeded) = (nil, 0, true)
  }

  /// Waits, or throws the error where waiting does not help or took too long.
  mutating func bear(_ error: any Error) async throws {
    let now = environment.now()
    let start = since ?? now
    failures += 1
    let delay = Self.backoff.seconds(after: failures, random: environment.random())
    guard isBearable(error), now + delay - start <= Self.limit else { throw error }
    since = start
    try await environment.sleep(delay)
  }

  private func isBearable(_ error: any Error) -> Bool {
    switch error {
    case let error as AWSError: error.isRetryable
    case let error as HTTPError: hasSucceeded && error.isTransient
    default: false
    }
  }
}
