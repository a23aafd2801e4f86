import Core

/// A thread for images, since they are decoded, looked at and encoded without a pause.
public actor ImageThread {
  private let executor = ThreadExecutor(name: "frameveil-image")
  /// The executor of the actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  public init() {}

  /// Calls a function that blocks.
  public func run<Value>(_ work: @Sendable () throws -> sending Value) rethrows -> sending Value {
    try work()
  }
}
