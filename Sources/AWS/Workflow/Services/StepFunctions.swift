public import AWS
import LambdaRuntime

/// AWS Step Functions, as far as the workflow needs it.
public struct StepFunctions: StateMachines {
  private let client: AWSClient

  /// Calls it with a client.
  public init(_ client: AWSClient) {
    self.client = client
  }

  /// What SendTaskSuccess says of a token with which no task waits: its time is over, or another has resumed it.
  private static let overCodes: Set<String> = ["InvalidToken", "TaskDoesNotExist", "TaskTimedOut"]

  /// StartExecution. A name that was taken by an execution in the last 90 days starts nothing.
  public func start(_ stateMachine: String, name: String, input: [UInt8]) async throws -> Bool {
    let request: JSONValue = [
      "stateMachineArn": .text(stateMachine), "name": .text(name),
      "input": .text(String(decoding: input, as: UTF8.self)),
    ]
    do {
      try await perform("StartExecution", request, subject: stateMachine)
      return true
    } catch let error as AWSError where error.code == "ExecutionAlreadyExists" {
      return false
    }
  }

  /// SendTaskSuccess, with an empty output.
  public func resume(_ taskToken: String) async throws -> Bool {
    do {
      // The subject stands in errors, where the token has no place: who has it may answer for the task.
      try await perform(
        "SendTaskSuccess", ["taskToken": .text(taskToken), "output": "{}"], subject: "a task token")
      return true
    } catch let error as AWSError where Self.overCodes.contains(error.code) {
      return false
    }
  }

  private func perform(_ operation: String, _ request: JSONValue, subject: String) async throws {
    _ = try await client.perform(
      .json("states", version: "1.0", "AWSStepFunctions", operation, request, subject: subject))
  }
}
