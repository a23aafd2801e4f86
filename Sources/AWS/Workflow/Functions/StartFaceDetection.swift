import AWS
public import LambdaRuntime

/// The `start-face-detection` function. Invoked by S3 with uploads, it starts executions; invoked by an
/// execution with a video, it starts the Rekognition job.
public struct StartFaceDetection: WorkflowFunction {
  /// The event of either caller.
  public enum Event: Decodable, Sendable {
    case uploads(Uploads)
    case video(Video)

    /// An event of S3.
    public struct Uploads: Sendable { let event: UploadEvent }
    /// An event of the state machine.
    public struct Video: Sendable { let event: StartJob.Event }

    private enum CodingKeys: String, CodingKey { case video }

    /// Only events of the state machine have the member `video`.
    public init(from decoder: any Decoder) throws {
      let isVideo = try decoder.container(keyedBy: CodingKeys.self).contains(.video)
      self =
        isVideo
        ? .video(Video(event: try StartJob.Event(from: decoder)))
        : .uploads(Uploads(event: try UploadEvent(from: decoder)))
    }
  }
  /// The response to either caller; encoded without a wrapper.
  public enum Response: Encodable, Sendable, Equatable {
    case executions(StartExecutions.Response)
    case job(StartJob.Response)

    public func encode(to encoder: any Encoder) throws {
      switch self {
      case .executions(let response): try response.encode(to: encoder)
      case .job(let response): try response.encode(to: encoder)
      }
    }
  }

  private let executions: StartExecutions
  private let job: StartJob

  public init(executions: StartExecutions, job: StartJob) {
    self.executions = executions
    self.job = job
  }

  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Response {
    switch event {
    case .uploads(let uploads): .executions(try await executions.handle(uploads.event, context))
    case .video(let video): .job(try await job.handle(video.event, context))
    }
  }
}

/// Starts the Rekognition job of a video, unless not even many workers could redact it in the time of their function.
/// Invoked by the state machine.
public struct StartJob: Sendable {
  private let store: any ObjectStore
  private let service: any FaceDetectionService
  private let channel: NotificationChannel?
  private let reckoning: TimeReckoning
  private let concurrency: Int

  struct Event: Decodable, Sendable {
    var video: VideoReference
    var token: String
  }
  public struct Response: Encodable, Sendable, Equatable {
    var jobId: String
    /// Whether Rekognition publishes the completion of the job to a topic.
    var announced: Bool
    /// Whether many workers redact the video.
    var isDivided: Bool
    /// The most workers at a time.
    var concurrency: Int
    /// Nil if the index of the video has no frame count or frame size.
    var estimate: TimeEstimate?

    enum CodingKeys: String, CodingKey { case jobId, announced, isDivided, concurrency, estimate }

    /// Encodes a missing estimate as null: a JSONPath reference of the state machine fails on a missing
    /// member.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(jobId, forKey: .jobId)
      try container.encode(announced, forKey: .announced)
      try container.encode(isDivided, forKey: .isDivided)
      try container.encode(concurrency, forKey: .concurrency)
      try container.encode(estimate, forKey: .estimate)
    }
  }

  /// Workers at a time without `SPAN_CONCURRENCY`: what the quota of a new account allows.
  private static let defaultConcurrency = 10.0

  /// Reads the variables `SNS_TOPIC_ARN`, `SNS_ROLE_ARN` and `SPAN_CONCURRENCY`, and those of `TimeReckoning`.
  public init(
    _ variables: Variables, store: any ObjectStore, service: any FaceDetectionService
  ) throws(WorkflowError) {
    self.store = store
    self.service = service
    channel =
      if variables["SNS_TOPIC_ARN"] == nil, variables["SNS_ROLE_ARN"] == nil { nil } else {
        NotificationChannel(
          topic: try variables.required("SNS_TOPIC_ARN"), role: try variables.required("SNS_ROLE_ARN"))
      }
    reckoning = try TimeReckoning(variables)
    concurrency = Int(
      min(10_000, max(1, try variables.number("SPAN_CONCURRENCY") ?? Self.defaultConcurrency)))
  }

  /// Estimates the time of the blur, decides whether the video is divided, and starts the job.
  func handle(_ event: Event, _ context: InvocationContext) async throws -> Response {
    let facts = try await VideoProperties.read(of: event.video, in: store)
    let estimate = reckoning.estimate(facts)
    let isDivided = estimate.map(reckoning.divides) ?? false
    if isDivided, let estimate { try reckoning.check(estimate) }
    let jobID = try await service.start(
      DetectionJob(video: event.video, token: event.token, channel: channel))
    context.log.info(
      "face detection job started",
      [
        "video": .text("\(event.video.object)"), "jobId": .text(jobID),
        "isDivided": .flag(isDivided),
        "estimatedSeconds": estimate.map { .whole($0.seconds) } ?? "unknown",
      ])
    return Response(
      jobId: jobID, announced: channel != nil, isDivided: isDivided, concurrency: concurrency,
      estimate: estimate)
  }
}
