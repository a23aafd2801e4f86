/// A result as a whole: it becomes visible complete, or nothing of it is left.
public protocol ResultSink: ByteSink {
  /// Gives the complete result its name, in one step. Called at most once, after everything was written and
  /// checked.
  func publish() async throws
  /// Gives the result up: nothing of it is left. Does nothing once it is published.
  ///
  /// - Throws: `UserError` with how to tidy up by hand.
  func abandon() async throws
}

/// Does work on results, which are abandoned when that fails or is cancelled.
public func abandoningOnFailure<Value>(
  _ results: [any ResultSink], _ work: () async throws -> Value
) async throws -> Value {
  do {
    return try await work()
  } catch {
    for result in results {
      do {
        // To clean up takes calls that a cancelled task would not do.
        try await withCancellationShield { try await result.abandon() }
      } catch let leftover {
        throw LeftoverError(cause: error, leftover: leftover)
      }
    }
    throw error
  }
}

/// A run failed, and what it began could not be tidied up.
public struct LeftoverError: Error, CustomStringConvertible {
  /// Why the run failed.
  public var cause: any Error
  /// What is left, and what to do about it.
  public var leftover: any Error

  /// Joins the two.
  public init(cause: any Error, leftover: any Error) {
    (self.cause, self.leftover) = (cause, leftover)
  }

  /// Both, one a line.
  public var description: String { "\(cause)\n\(leftover)" }
}
