import FoundationEssentials
import LambdaRuntime

/// Why a span has no piece. A Map that ends since an item failed does not say why.
struct SpanFailure: Codable, Sendable, Equatable {
  /// The number of the span, from 1.
  var span: Int
  /// The error type.
  var error: String
  /// The error message.
  var cause: String

  /// The error that the state machine gives a Map of which an item failed.
  static let errorOfMap = "SpanFailed"

  /// Writes it beside the pieces. Without it, the record of the failure tells less.
  func write(to objects: SpanObjects, in store: any ObjectStore, _ log: Log) async {
    do {
      try await store.write(
        try JSONText.bytes(self), to: objects.failure, contentType: "application/json")
    } catch {
      log.warning("the reason cannot be written: \(FunctionFailure(error).message)")
    }
  }

  /// The failure of a span of a video; nil if none was written.
  static func read(of objects: SpanObjects, in store: any ObjectStore) async throws -> SpanFailure? {
    try await store.read(objects.failure).map { try JSONDecoder().decode(SpanFailure.self, from: Data($0)) }
  }
}
