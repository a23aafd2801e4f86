import AWS
public import LambdaRuntime

/// The `blur` function: redacts a video from bucket to bucket and writes a report next to the result. It
/// stops early if the remaining time will not be sufficient.
public struct BlurFunction: WorkflowFunction {
  /// The video, its detections, and the output.
  public struct Event: Decodable, Sendable {
    var video: VideoReference
    var output: ObjectReference
    var detections: DetectionParts
    var token: String
  }
  /// The result, which is the output of the execution.
  public struct Response: Encodable, Sendable, Equatable {
    struct Output: Encodable, Sendable, Equatable {
      var bucket: String
      var key: String
      var bytes: Int
    }
    var output: Output
    var report: ObjectReference
    var frames: Int
    var framesWithFaces: Int
    var tracks: Int
    var seconds: Double
    var weakSpots: Int

    init(_ result: BlurResult, _ output: ObjectReference, _ report: ObjectReference, _ seconds: Double) {
      self.output = Output(bucket: output.bucket, key: output.key, bytes: result.bytes)
      (self.report, self.seconds) = (report, seconds)
      (frames, framesWithFaces) = (result.frames, result.framesWithFaces)
      (tracks, weakSpots) = (result.tracks, result.weakSpots)
    }
  }

  private let store: any ObjectStore
  private let blurring: any VideoBlurrer
  /// The memory size of the function in MB; nil outside Lambda.
  private let memory: Int?

  /// Reads the variable `AWS_LAMBDA_FUNCTION_MEMORY_SIZE`, which Lambda sets.
  public init(
    _ variables: Variables, store: any ObjectStore, blurring: any VideoBlurrer
  ) throws(WorkflowError) {
    self.store = store
    self.blurring = blurring
    memory = try variables.number("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").map { Int(min($0, 1e9)) }
  }

  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Response {
    try Self.check(event)
    // Checks the ETag by reading one byte: in a bucket without versioning the video may have been replaced
    // since the detection.
    _ = try await store.read(0..<min(1, event.video.size), of: event.video)
    let task = BlurTask(
      video: event.video, detections: event.detections, output: event.output,
      report: BlurTask.report(of: event.output), metadata: ["frameveil-token": event.token])
    let start = context.clock.now()
    let result = try await run(task, context)
    let seconds = Double(context.clock.now() - start) / 1000
    for note in result.notes { context.log.warning(note) }
    context.log.metrics(Self.metrics(result, seconds))
    context.log.info(
      "the video is blurred",
      ["output": .text("\(task.output)"), "frames": .whole(result.frames), "seconds": .number(seconds)])
    return Response(result, task.output, task.report, seconds)
  }

  private static func check(_ event: Event) throws(WorkflowError) {
    let output = event.output
    guard output.version == nil else {
      throw WorkflowError(
        .invalidInput, "the output \(output) has a version ID, but only S3 assigns version IDs")
    }
    let results = [output, BlurTask.report(of: output)]
    guard !results.contains(event.video.object.withoutVersion) else {
      throw WorkflowError(
        .invalidInput,
        "the output or its report would overwrite the input video \(event.video.object.withoutVersion)"
      )
    }
    if let part = event.detections.objects.first(where: results.contains) {
      throw WorkflowError(.invalidInput, "the output or its report would overwrite the detections \(part)")
    }
    guard BlurTask.report(of: output).hasValidKeyLength else {
      throw WorkflowError(.invalidInput, BlurTask.keyTooLong(of: output))
    }
  }

  private func run(_ task: BlurTask, _ context: InvocationContext) async throws -> BlurResult {
    let (start, left) = (context.clock.now(), context.secondsLeft)
    let watch = DeadlineForecast(available: left - Deadline.reserve(of: left))
    let memory = memory
    return try await blurring.blur(task) { progress in
      let elapsed = Double(context.clock.now() - start) / 1000
      if let shortage = watch.shortage(share: progress.share, elapsed: elapsed) {
        throw shortage.error(available: watch.available, memory: memory)
      }
    }
  }

  private static func metrics(_ result: BlurResult, _ seconds: Double) -> [Metric] {
    [
      Metric("Frames", .count, Double(result.frames)), Metric("Faces", .count, Double(result.faces)),
      Metric("FramesPerSecond", .countPerSecond, seconds > 0 ? Double(result.frames) / seconds : 0),
      Metric("PeakRSS", .bytes, Double(result.peakRSS)), Metric("Seconds", .seconds, seconds),
      Metric("WeakSpots", .count, Double(result.weakSpots)),
    ]
  }
}
