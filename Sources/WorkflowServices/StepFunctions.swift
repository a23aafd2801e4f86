public import AWS
import LambdaRuntime
public import Workflow

/// AWS Step Functions, as far as the workflow needs it.
public struct StepFunctions: StateMachines {
  private let client: AWSClient

  /// Calls it with a client.
  public init(_ client: AWSClient) {
    self.client = client
  }

  /// StartExecution. A name that was taken by an execution in the last 90 days starts nothing.
  public func start(_ stateMachine: String, name: String, input: [UInt8]) async throws -> Bool {
    let request: JSONValue = [
      "stateMachineArn": .text(stateMachine), "name": .text(name),
      "input": .text(String(decoding: input, as: UTF8.self)),
    ]
    do {
      _ = try await client.perform(
        .json("states", version: "1.0", "AWSStepFunctions", "StartExecution", request, subject: stateMachine))
      return true
    } catch let error as AWSError where error.code == "ExecutionAlreadyExists" {
      return false
    }
  }
}
