import Core
import Detections

/// Reads texts on a thread of its own, since that waits for disks and networks.
actor SourceReading {
  private let executor = ThreadExecutor(name: "frameveil-texts")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Opens texts and has them read as one.
  func read<Value: Sendable>(
    _ addresses: [Address], _ body: @Sendable (TextInput) throws -> Value
  ) async throws -> Value {
    let text = try await TextInput(addresses)
    return try await withTaskCancellationHandler {
      try body(text)
    } onCancel: {
      text.cancel()
    }
  }
}
