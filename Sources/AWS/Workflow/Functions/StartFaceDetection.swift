public import LambdaRuntime

/// The workflow's first function. S3 calls it with uploads, and it starts executions; an execution calls it with a
/// video, and it starts Rekognition's job.
public struct StartFaceDetection: WorkflowFunction {
  /// Either call.
  public enum Event: Decodable, Sendable {
    case uploads(Uploads)
    case video(Video)

    /// What S3 tells.
    public struct Uploads: Sendable { let event: UploadEvent }
    /// What the state machine tells.
    public struct Video: Sendable { let event: StartJob.Event }

    private enum CodingKeys: String, CodingKey { case video }

    /// Tells them apart by the state machine's `video`.
    public init(from decoder: any Decoder) throws {
      let isVideo = try decoder.container(keyedBy: CodingKeys.self).contains(.video)
      self =
        isVideo
        ? .video(Video(event: try StartJob.Event(from: decoder)))
        : .uploads(Uploads(event: try UploadEvent(from: decoder)))
    }
  }
  /// Either answer.
  public enum Answer: Encodable, Sendable, Equatable {
    case executions(StartExecutions.Answer)
    case job(StartJob.Answer)

    /// Writes the answer itself.
    public func encode(to encoder: any Encoder) throws {
      switch self {
      case .executions(let answer): try answer.encode(to: encoder)
      case .job(let answer): try answer.encode(to: encoder)
      }
    }
  }

  private let executions: StartExecutions
  private let job: StartJob

  /// Joins both.
  public init(executions: StartExecutions, job: StartJob) {
    self.executions = executions
    self.job = job
  }

  /// Does what is asked for.
  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Answer {
    switch event {
    case .uploads(let uploads): .executions(try await executions.handle(uploads.event, context))
    case .video(let video): .job(try await job.handle(video.event, context))
    }
  }
}
