import Channels
import Detections

/// Reads texts on a thread of its own, since that waits for disks and networks.
actor SourceReading {
  private let executor = ThreadExecutor(name: "frameveil-texts")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Opens a text and has it read.
  func read<Value: Sendable>(
    _ address: Address, _ body: @Sendable (SourceText) throws -> Value
  ) async throws -> Value {
    let text = try await SourceText(address)
    return try await withTaskCancellationHandler {
      try body(text)
    } onCancel: {
      text.cancel()
    }
  }
}
