/// Runs work that must not be interrupted when the calling task is cancelled, such as clean-up. After cancellation it
/// has `grace` to finish and is then cancelled itself, so that a server that does not respond cannot delay the exit.
///
/// - Throws: the errors of the work.
public func withCancellationShield<Value: Sendable>(
  _ grace: Duration = .seconds(2), _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  let task = Task.detached { try await work() }
  return try await withTaskCancellationHandler {
    try await task.value
  } onCancel: {
    Task.detached {
      try? await Task.sleep(for: grace)
      task.cancel()
    }
  }
}
