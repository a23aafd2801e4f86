import AWS
import Core
import FoundationEssentials
public import LambdaRuntime

/// The `record-failure` function: writes a failure record next to where the result would be, and removes the
/// detections.
public struct RecordFailure: WorkflowFunction {
  /// The failure as the `Catch` field of the state machine passes it on.
  public struct Event: Decodable, Sendable {
    /// The caught error.
    struct Caught: Decodable, Sendable {
      var error: String
      var cause: String
      enum CodingKeys: String, CodingKey {
        case error = "Error"
        case cause = "Cause"
      }
    }
    var video: VideoReference
    var output: ObjectReference
    var token: String
    var error: Caught
    var jobId: String?
    var detections: DetectionParts?
    var execution: String?
  }
  /// The record that was written, and what was removed.
  public struct Response: Encodable, Sendable, Equatable {
    var record: ObjectReference
    var error: String
    var cause: String
    /// The number of detection objects removed.
    var removed: Int
  }

  private let store: any ObjectStore
  private let bucket: String

  /// Reads `DETECTIONS_BUCKET`.
  public init(_ variables: Variables, store: any ObjectStore) throws(WorkflowError) {
    self.store = store
    bucket = try variables.required("DETECTIONS_BUCKET")
  }

  /// Writes the record before it removes the detections: the record matters more than a complete clean-up.
  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Response {
    let (error, cause) = try await reason(of: event)
    let record = FailureRecord(
      error: error, cause: cause, video: event.video, execution: event.execution,
      jobId: event.jobId,
      time: LogLine.text(context.clock.now()))
    let place = try await record.write(beside: event.output.withoutVersion, to: store)
    context.log.error(
      "the video has no result",
      ["video": .text("\(event.video.object)"), "error": .text(record.error), "cause": .text(cause)])
    let removed = try await removeDetections(event)
    return Response(record: place, error: record.error, cause: cause, removed: removed)
  }

  /// Error and cause; of a Map those of the span that failed.
  private func reason(of event: Event) async throws -> (error: String, cause: String) {
    let objects = SpanObjects(bucket: bucket, token: event.token)
    guard event.error.error == SpanFailure.errorOfMap,
      let failure = try await SpanFailure.read(of: objects, in: store)
    else { return (event.error.error, Self.words(of: event.error.cause)) }
    return (failure.error, "span \(failure.span): \(failure.cause)")
  }

  /// Removes the parts listed in the state, and any following parts that a failed invocation of
  /// `get-detections` wrote.
  private func removeDetections(_ event: Event) async throws -> Int {
    let parts = event.detections ?? DetectionParts(bucket: bucket, prefix: event.token, parts: 0)
    for part in parts.objects { try await store.delete(part) }
    var removed = parts.parts
    while try await store.exists(parts[removed + 1]) {
      try await store.delete(parts[removed + 1])
      removed += 1
    }
    return removed
  }

  /// The cause of a Lambda failure is a JSON document in a string; this returns its `errorMessage`.
  private static func words(of cause: String) -> String {
    struct Failure: Decodable {
      var errorMessage: String
    }
    return (try? JSONDecoder().decode(Failure.self, from: Data(cause.utf8)).errorMessage) ?? cause
  }
}

/// The reason why a video has no result. It is written to `OUTPUTKEY.error.json`, where OUTPUTKEY is the key
/// that the result would have.
struct FailureRecord: Encodable, Sendable, Equatable {
  /// The error type.
  var error: String
  /// The error message.
  var cause: String
  var video: VideoReference
  /// The ARN of the execution; nil if none was started.
  var execution: String?
  /// The Rekognition job; nil if none was started.
  var jobId: String?
  /// The time in RFC 3339 format.
  var time: String

  static let ending = ".error.json"

  /// The object of the record. If the key would be too long, its end is replaced by a digest of the whole
  /// key.
  static func place(beside output: ObjectReference) -> ObjectReference {
    let place = output.beside(ending)
    guard !place.hasValidKeyLength else { return place }
    let tail = "~" + SHA256.hex(output.key.utf8).prefix(32) + ending
    var head = output.key
    while head.utf8.count + tail.utf8.count > ObjectReference.maxKeyLength {
      head.unicodeScalars.removeLast()
    }
    return ObjectReference(bucket: output.bucket, key: head + tail)
  }

  /// Writes the record and returns its object.
  @discardableResult
  func write(beside output: ObjectReference, to store: any ObjectStore) async throws -> ObjectReference {
    let place = Self.place(beside: output)
    try await store.write(try JSONText.bytes(self), to: place, contentType: "application/json")
    return place
  }
}
