import Core

/// What becomes of a failure: another attempt after a while, or an error.
public struct RetryPolicy: Sendable {
  /// How many seconds to wait after so many failures in a row, of which this was the last; nil gives up.
  public typealias Delay = @Sendable (_ failures: Int, _ error: any Error) -> Double?

  private let delay: Delay
  private let sleep: @Sendable (_ seconds: Double) async throws -> Void

  /// Takes a rule, and what waits.
  public init(
    delay: @escaping Delay,
    sleep: @escaping @Sendable (_ seconds: Double) async throws -> Void = {
      try await Task.sleep(for: .seconds($0))
    }
  ) {
    (self.delay, self.sleep) = (delay, sleep)
  }

  /// Three attempts at what may pass by itself, as the AWS SDKs' standard mode makes them.
  public static let standard = RetryPolicy { failures, error in
    guard failures < 3, isTransient(error) else { return nil }
    return Backoff.standard.seconds(after: failures, random: .random(in: 0..<1))
  }

  /// Whether another attempt can end better: the connection broke or never stood, or the other side is busy.
  public static func isTransient(_ error: any Error) -> Bool {
    switch error {
    case let error as HTTPError: error.isTransient
    case let error as UnexpectedStatus: [408, 429, 500, 502, 503, 504].contains(error.status)
    default: false
    }
  }

  /// Waits before the next attempt.
  ///
  /// - Throws: the error itself where there is to be none, `CancellationError`.
  public func pause(after failures: Int, _ error: any Error) async throws {
    guard !(error is CancellationError), let seconds = delay(failures, error) else { throw error }
    try await sleep(seconds)
  }
}

/// An answer of another status than the one that was asked for.
public struct UnexpectedStatus: Error, Sendable, Equatable {
  /// The status.
  public var status: Int
  /// Where the answer says that the thing is now.
  public var location: String?

  /// Takes it from an answer.
  public init(_ response: HTTPResponse) {
    (status, location) = (response.status, response.headers["Location"])
  }
}
