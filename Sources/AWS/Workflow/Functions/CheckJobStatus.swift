import Core
import HTTP
public import LambdaRuntime

/// The `check-job-status` function: polls a job once and returns the time to wait before the next poll.
public struct CheckJobStatus: WorkflowFunction {
  /// The job, and the number of polls so far.
  public struct Event: Decodable, Sendable {
    var jobId: String
    @Count var polls: Int
  }
  /// The status of the job.
  public struct Response: Encodable, Sendable, Equatable {
    var jobId: String
    var status: String
    var statusMessage: String?
    var polls: Int
    var waitSeconds: Int
  }

  private let service: any FaceDetectionService

  public init(service: any FaceDetectionService) {
    self.service = service
  }

  /// Seconds to wait: 5 at first, because short videos finish soon, growing to 60. A job of six hours needs
  /// fewer than 400 polls, which keeps the execution history far below the limit of 25,000 events.
  static func wait(afterPolls polls: Int) -> Int {
    Int(Backoff(first: 5, factor: 1.5, most: 60, jitter: .none).seconds(after: min(max(0, polls), 100) + 1))
  }

  /// Requests a page with one face, since only its status is needed.
  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Response {
    let page = try await service.page(of: event.jobId, most: 1, after: nil)
    context.log.info(
      "job status polled",
      ["jobId": .text(event.jobId), "status": .text(page.status), "polls": .whole(event.polls)])
    return Response(
      jobId: event.jobId, status: page.status, statusMessage: page.statusMessage, polls: event.polls + 1,
      waitSeconds: Self.wait(afterPolls: event.polls))
  }
}
