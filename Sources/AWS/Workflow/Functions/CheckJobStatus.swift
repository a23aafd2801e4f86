import Core
import HTTP
public import LambdaRuntime

/// Looks once whether a job is done, and says how long to wait where it is not.
public struct CheckJobStatus: WorkflowFunction {
  /// Which job, and how often it was looked at.
  public struct Event: Decodable, Sendable {
    var jobId: String
    @Count var polls: Int
  }
  /// How far it is.
  public struct Answer: Encodable, Sendable, Equatable {
    var jobId: String
    var status: String
    var statusMessage: String?
    var polls: Int
    var waitSeconds: Int
  }

  private let service: any FaceDetectionService

  /// Makes the function.
  public init(service: any FaceDetectionService) {
    self.service = service
  }

  /// Seconds to wait: short at first, since short videos are soon done, then longer. With a look each minute a job of six
  /// hours takes fewer than 400, so an execution's history stays far below Step Functions' 25,000 events.
  static func wait(afterPolls polls: Int) -> Int {
    Int(Backoff(first: 5, factor: 1.5, most: 60, jitter: .none).seconds(after: min(max(0, polls), 100) + 1))
  }

  /// Asks for a page with one face.
  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Answer {
    let page = try await service.page(of: event.jobId, most: 1, after: nil)
    context.log.info(
      "looked", ["jobId": .text(event.jobId), "status": .text(page.status), "polls": .whole(event.polls)])
    return Answer(
      jobId: event.jobId, status: page.status, statusMessage: page.statusMessage, polls: event.polls + 1,
      waitSeconds: Self.wait(afterPolls: event.polls))
  }
}
