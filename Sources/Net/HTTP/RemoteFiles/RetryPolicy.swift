import Core

/// Decides after a failure whether to retry, and waits before the next attempt.
public struct RetryPolicy: Sendable {
  /// The delay in seconds after a number of consecutive failures, of which `error` is the last; nil to give up.
  public typealias Delay = @Sendable (_ failures: Int, _ error: any Error) -> Double?

  private let delay: Delay
  private let sleep: @Sendable (_ seconds: Double) async throws -> Void

  public init(
    delay: @escaping Delay,
    sleep: @escaping @Sendable (_ seconds: Double) async throws -> Void = {
      try await Task.sleep(for: .seconds($0))
    }
  ) {
    (self.delay, self.sleep) = (delay, sleep)
  }

  /// Three attempts for transient errors, as in the AWS SDKs' standard mode.
  public static let standard = RetryPolicy { failures, error in
    guard failures < 3, isTransient(error) else { return nil }
    return Backoff.standard.seconds(after: failures, random: .random(in: 0..<1))
  }

  /// Whether a retry may succeed: the connection failed or broke, or the server is overloaded.
  public static func isTransient(_ error: any Error) -> Bool {
    switch error {
    case let error as HTTPError: error.isTransient
    case let error as UnexpectedStatus: [408, 429, 500, 502, 503, 504].contains(error.status)
    default: false
    }
  }

  /// Waits before the next attempt.
  ///
  /// - Throws: `error` itself if there is to be no retry, `CancellationError`.
  public func pause(after failures: Int, _ error: any Error) async throws {
    guard !(error is CancellationError), let seconds = delay(failures, error) else { throw error }
    try await sleep(seconds)
  }
}

/// A response with an unexpected status code.
public struct UnexpectedStatus: Error, Sendable, Equatable {
  public var status: Int
  /// The `Location` field.
  public var location: String?

  public init(_ response: HTTPResponse) {
    (status, location) = (response.status, response.headers["Location"])
  }
}
