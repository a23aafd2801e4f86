import AWS
import FoundationEssentials
public import LambdaRuntime

/// Writes beside the place of the result why there is none, and tidies what was started.
public struct RecordFailure: WorkflowFunction {
  /// What failed, as a state machine's `Catch` tells it.
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
  /// What was written and removed.
  public struct Answer: Encodable, Sendable, Equatable {
    var record: ObjectReference
    var error: String
    var cause: String
    /// Parts of the detections that were removed.
    var removed: Int
  }

  private let store: any ObjectStore
  private let bucket: String

  /// Reads `DETECTIONS_BUCKET`.
  public init(_ variables: Variables, store: any ObjectStore) throws(WorkflowError) {
    self.store = store
    bucket = try variables.required("DETECTIONS_BUCKET")
  }

  /// Writes first: that somebody learns why matters more than what is left over.
  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Answer {
    let cause = Self.words(of: event.error.cause)
    let record = FailureRecord(
      error: event.error.error, cause: cause, video: event.video, execution: event.execution,
      jobId: event.jobId,
      time: LogLine.text(context.clock.now()))
    let place = try await record.write(beside: event.output.newest, to: store)
    context.log.error(
      "the video has no result",
      ["video": .text("\(event.video.object)"), "error": .text(record.error), "cause": .text(cause)])
    let removed = try await removeDetections(event)
    return Answer(record: place, error: record.error, cause: cause, removed: removed)
  }

  /// Removes the parts that the state knows of, and those behind them that a call wrote which then failed.
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

  /// A Lambda function's failure arrives as JSON in a text; the message in it is what matters.
  private static func words(of cause: String) -> String {
    struct Failure: Decodable {
      var errorMessage: String
    }
    return (try? JSONDecoder().decode(Failure.self, from: Data(cause.utf8)).errorMessage) ?? cause
  }
}
