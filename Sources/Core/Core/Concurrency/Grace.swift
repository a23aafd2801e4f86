/// Does what must not be cut short when the task is cancelled, such as tidying up: it goes on, but from then on it has
/// `grace` and no more. A server that is silent cannot hold up a run's end.
///
/// - Throws: what the work throws: once the grace is over, what it makes of its own cancellation.
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
