import AWS
import Core
import HTTP

/// Retries through outages that outlast the client's own retries: throttling, service or network failures of
/// up to ten minutes. A Rekognition job can take an hour; without this, a short outage would discard it.
struct OutageRetry: Sendable {
  /// The longest outage that is retried, in seconds.
  static let limit = 600.0

  private let environment: AWSEnvironment
  private var failures = 0
  private var since: Double?
  private var hasSucceeded: Bool

  private static let backoff = Backoff(first: 2, factor: 2, most: 30, jitter: .quarter)

  /// - Parameter hasSucceeded: whether the service was reached before. Until then a failed connection may be
  ///   due to a wrong address and is not retried.
  init(_ environment: AWSEnvironment, hasSucceeded: Bool = false) {
    self.environment = environment
    self.hasSucceeded = hasSucceeded
  }

  /// Ends the outage.
  mutating func succeed() {
    (since, failures, hasSucceeded) = (nil, 0, true)
  }

  /// Sleeps before the next attempt. Rethrows an error that is not transient, or if the outage exceeds
  /// `limit`.
  mutating func backOffOrThrow(_ error: any Error) async throws {
    let now = environment.now()
    let start = since ?? now
    failures += 1
    let delay = Self.backoff.seconds(after: failures, random: environment.random())
    guard canRetry(error), now + delay - start <= Self.limit else { throw error }
    since = start
    try await environment.sleep(delay)
  }

  private func canRetry(_ error: any Error) -> Bool {
    switch error {
    case let error as AWSError: error.isRetryable
    case let error as HTTPError: hasSucceeded && error.isTransient
    default: false
    }
  }
}
