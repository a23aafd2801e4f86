/// An output that is published atomically: it becomes visible when complete, or not at all.
public protocol ResultSink: ByteSink {
  /// Makes the complete output visible under its name, in one atomic step. Called at most once, after all bytes were
  /// written and verified.
  func publish() async throws
  /// Discards the output. Does nothing once it is published.
  ///
  /// - Throws: `UserError` with instructions for manual clean-up.
  func abandon() async throws
}

/// Runs work that writes outputs, and abandons them if it fails or is cancelled.
public func abandoningOnFailure<Value>(
  _ results: [any ResultSink], _ work: () async throws -> Value
) async throws -> Value {
  do {
    return try await work()
  } catch {
    for result in results {
      do {
        // Clean-up makes asynchronous calls, which would throw at once in a cancelled task.
        try await withCancellationShield { try await result.abandon() }
      } catch let leftover {
        throw LeftoverError(cause: error, leftover: leftover)
      }
    }
    throw error
  }
}

/// A run failed, and its clean-up failed or could not be confirmed.
public struct LeftoverError: Error, CustomStringConvertible {
  /// The failure of the run.
  public var cause: any Error
  /// What remains, and how to remove it.
  public var leftover: any Error

  public init(cause: any Error, leftover: any Error) {
    (self.cause, self.leftover) = (cause, leftover)
  }

  public var description: String { "\(cause)\n\(leftover)" }
}
