/// A result as a whole: it becomes visible complete, or nothing of it is left.
public protocol ResultSink: ByteSink {
  /// Gives the complete result its name, in one step. Called at most once, after everything was written and
  /// checked.
  func publish() async throws
  /// Gives the result up: nothing of it is left. Does nothing once it is published. It cannot fail: whoever
  /// calls it has an error to tell already.
  func abandon() async
}

/// Does work on a result, which is abandoned when that fails or is cancelled. Nil is a result that cannot be
/// taken back, such as standard output.
public func abandoningOnFailure<Value>(
  _ result: (any ResultSink)?, _ work: () async throws -> Value
) async throws -> Value {
  do {
    return try await work()
  } catch {
    // In a task of its own: to clean up takes calls that a cancelled task would not do.
    if let result { await Task { await result.abandon() }.value }
    throw error
  }
}
