public import LambdaRuntime

/// The `await-message` function: stores the task token of an execution that waits for the completion
/// notification of its job. `ResumeExecutions` receives the notification.
public struct AwaitMessage: WorkflowFunction {
  /// The job, and the task token of the waiting state.
  public struct Event: Decodable, Sendable {
    var jobId: String
    var taskToken: String
  }
  /// Step Functions ignores this response: the task ends with the output of SendTaskSuccess.
  public struct Response: Encodable, Sendable, Equatable {
    var jobId: String
    var status: String
  }

  private let tokens: TaskTokens
  private let service: any FaceDetectionService
  private let machines: any StateMachines

  public init(tokens: TaskTokens, service: any FaceDetectionService, machines: any StateMachines) {
    self.tokens = tokens
    self.service = service
    self.machines = machines
  }

  /// Stores the token, then polls the job. The order matters: a notification that arrived before the token
  /// was stored had no effect, but then the job is already done, and the poll resumes the execution.
  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Response {
    try await tokens.save(event.taskToken, for: event.jobId)
    let status = try await service.page(of: event.jobId, most: 1, after: nil).status
    var words = "the execution waits for the completion notification"
    if status != "IN_PROGRESS" {
      let isResumed = try await machines.resume(event.taskToken)
      words =
        isResumed
        ? "the job has already ended: execution resumed"
        : "the job has already ended, but its task token is no longer valid"
    }
    context.log.info(words, ["jobId": .text(event.jobId), "status": .text(status)])
    return Response(jobId: event.jobId, status: status)
  }
}
