public import LambdaRuntime

/// Prepares an execution's wait for the message about its job, which `ResumeExecutions` gets.
public struct AwaitMessage: WorkflowFunction {
  /// Which job, and with what the execution waits.
  public struct Event: Decodable, Sendable {
    var jobId: String
    var taskToken: String
  }
  /// Step Functions takes no notice of it: the answer is what the task token is sent with.
  public struct Answer: Encodable, Sendable, Equatable {
    var jobId: String
    var status: String
  }

  private let tokens: TaskTokens
  private let service: any FaceDetectionService
  private let machines: any StateMachines

  /// Makes the function.
  public init(tokens: TaskTokens, service: any FaceDetectionService, machines: any StateMachines) {
    self.tokens = tokens
    self.service = service
    self.machines = machines
  }

  /// Keeps the token and then looks at the job, in this order: a message that came before the token was kept found
  /// nothing, but then the job is seen to be done.
  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Answer {
    try await tokens.keep(event.taskToken, for: event.jobId)
    let status = try await service.page(of: event.jobId, most: 1, after: nil).status
    var words = "the execution waits for the job's message"
    if status != "IN_PROGRESS" {
      let isResumed = try await machines.resume(event.taskToken)
      words =
        isResumed ? "the job is done already: resumed" : "the job is done, and its execution waits no more"
    }
    context.log.info(words, ["jobId": .text(event.jobId), "status": .text(status)])
    return Answer(jobId: event.jobId, status: status)
  }
}
