import AWS
public import LambdaRuntime

/// The `plan` function: decides what is hidden on each frame of a long video, and divides it into spans for workers.
public struct PlanSpans: WorkflowFunction {
  /// The video, its detections, and the output.
  public struct Event: Decodable, Sendable {
    var video: VideoReference
    var output: ObjectReference
    var detections: DetectionParts
    var token: String
  }
  /// The items of the Map, by reference.
  public struct Response: Encodable, Sendable, Equatable {
    var items: ObjectReference
    var spans: Int
  }
  /// An item of the Map.
  private struct Item: Encodable {
    var span: Int
  }

  private let store: any ObjectStore
  private let divider: any VideoDivider
  private let bucket: String
  private let reckoning: TimeReckoning

  /// Reads `DETECTIONS_BUCKET`, and the variables of `TimeReckoning`.
  public init(
    _ variables: Variables, store: any ObjectStore, divider: any VideoDivider
  ) throws(WorkflowError) {
    (self.store, self.divider) = (store, divider)
    bucket = try variables.required("DETECTIONS_BUCKET")
    reckoning = try TimeReckoning(variables)
  }

  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Response {
    // Reads with the ETag: the video may have been replaced since the detection.
    let facts = try await VideoProperties.read(of: event.video, in: store)
    guard let estimate = reckoning.estimate(facts) else {
      throw WorkflowError(
        .invalidInput, "\(event.video.object) cannot be divided: its index lists no frames or no frame size")
    }
    let objects = SpanObjects(bucket: bucket, token: event.token)
    let result = try await divider.plan(
      PlanTask(
        video: event.video, detections: event.detections, output: event.output,
        spans: reckoning.spans(estimate), objects: objects))
    try reckoning.check(longest: result.longestSpan, of: estimate)
    let items = (1...max(1, result.spans)).map { Item(span: $0) }
    try await store.write(try JSONText.bytes(items), to: objects.items, contentType: "application/json")
    context.log.info(
      "the video is divided",
      ["video": .text("\(event.video.object)"), "spans": .whole(result.spans)])
    return Response(items: objects.items, spans: result.spans)
  }
}
