import AWS
public import LambdaRuntime

/// The `blur-span` function: redacts and encodes one span of a divided video. It may run again, also at the same time: the
/// piece is the same.
public struct BlurSpan: WorkflowFunction {
  public struct Event: Decodable, Sendable {
    var video: VideoReference
    var token: String
    @Count var span: Int
  }
  public struct Response: Encodable, Sendable, Equatable {
    var span: Int
  }

  private let store: any ObjectStore
  private let divider: any VideoDivider
  private let bucket: String

  /// Reads `DETECTIONS_BUCKET`.
  public init(
    _ variables: Variables, store: any ObjectStore, divider: any VideoDivider
  ) throws(WorkflowError) {
    (self.store, self.divider) = (store, divider)
    bucket = try variables.required("DETECTIONS_BUCKET")
  }

  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Response {
    let start = context.clock.now()
    let objects = SpanObjects(bucket: bucket, token: event.token)
    let result: SpanResult
    do {
      result = try await divider.blur(SpanTask(video: event.video, span: event.span, objects: objects))
    } catch {
      let failure = FunctionFailure(error)
      await SpanFailure(span: event.span, error: failure.type, cause: failure.message)
        .write(to: objects, in: store, context.log)
      throw error
    }
    let seconds = Double(context.clock.now() - start) / 1000
    context.log.metrics([
      Metric("FramesPerSecond", .countPerSecond, seconds > 0 ? Double(result.frames) / seconds : 0),
      Metric("PeakRSS", .bytes, Double(result.peakRSS)), Metric("Seconds", .seconds, seconds),
    ])
    context.log.info(
      "a span is blurred",
      ["token": .text(event.token), "span": .whole(event.span), "frames": .whole(result.frames)])
    return Response(span: event.span)
  }
}
