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
