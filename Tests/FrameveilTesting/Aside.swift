import Core

/// A thread beside the pool's, for programs that a test waits for while something in its own process serves them.
public actor Aside {
  private let executor = ThreadExecutor(name: "aside")
  /// The thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Runs what blocks.
  public static func run<Value: Sendable>(_ work: @Sendable () throws -> Value) async throws -> Value {
    try await Blocking.$isAllowed.withValue(true) { try await Aside().run(work) }
  }

  private func run<Value: Sendable>(_ work: @Sendable () throws -> Value) throws -> Value { try work() }
}
