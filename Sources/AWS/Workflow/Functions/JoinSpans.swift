import AWS
public import LambdaRuntime

/// The `join` function: puts the result together from the pieces of all spans, which the store copies itself.
public struct JoinSpans: WorkflowFunction {
  public struct Event: Decodable, Sendable {
    var video: VideoReference
    var output: ObjectReference
    var token: String
    @Count var spans: Int
  }

  private let divider: any VideoDivider
  private let bucket: String

  /// Reads `DETECTIONS_BUCKET`.
  public init(_ variables: Variables, divider: any VideoDivider) throws(WorkflowError) {
    self.divider = divider
    bucket = try variables.required("DETECTIONS_BUCKET")
  }

  public func handle(_ event: Event, _ context: InvocationContext) async throws -> BlurFunction.Response {
    let output = event.output
    guard output.version == nil, !event.video.object.isSameKey(as: output) else {
      throw WorkflowError(.invalidInput, "the output \(output) is the input, or a version of an object")
    }
    let task = JoinTask(
      video: event.video, output: output, report: BlurTask.report(of: output), spans: event.spans,
      objects: SpanObjects(bucket: bucket, token: event.token), metadata: ["frameveil-token": event.token])
    let start = context.clock.now()
    let result = try await divider.join(task)
    let seconds = Double(context.clock.now() - start) / 1000
    for note in result.notes { context.log.warning(note) }
    context.log.metrics([
      Metric("Frames", .count, Double(result.frames)), Metric("Faces", .count, Double(result.faces)),
      Metric("WeakSpots", .count, Double(result.weakSpots)),
    ])
    context.log.info(
      "the pieces are joined", ["output": .text("\(output)"), "spans": .whole(event.spans)])
    return BlurFunction.Response(result, task.output, task.report, seconds)
  }
}
