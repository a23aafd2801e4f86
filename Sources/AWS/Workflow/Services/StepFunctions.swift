public import AWS
import HTTP
import LambdaRuntime

/// The client of AWS Step Functions.
public struct StepFunctions: StateMachines {
  private let client: AWSClient

  public init(_ client: AWSClient) {
    self.client = client
  }

  /// The errors of SendTaskSuccess for a token that is no longer valid: the task timed out or was already
  /// resumed.
  private static let invalidTokenCodes: Set<String> = ["InvalidToken", "TaskDoesNotExist", "TaskTimedOut"]

  /// Calls StartExecution. Step Functions rejects a name that was used in the last 90 days.
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

  /// Calls SendTaskSuccess with an empty output.
  public func resume(_ taskToken: String) async throws -> Bool {
    do {
      // The subject appears in error messages. The token must not: whoever has it can complete the task.
      try await perform(
        "SendTaskSuccess", ["taskToken": .text(taskToken), "output": "{}"], subject: "a task token")
      return true
    } catch let error as AWSError where Self.invalidTokenCodes.contains(error.code) {
      return false
    }
  }

  private func perform(_ operation: String, _ request: JSONValue, subject: String) async throws {
    _ = try await client.perform(
      .json("states", version: "1.0", "AWSStepFunctions", operation, request, subject: subject))
  }
}

extension AWSCall {
  /// A call with an AWS JSON protocol: the operation is in `X-Amz-Target`, the request in the body.
  ///
  /// - Parameter version: `1.0` or `1.1`, which differ only in the media type.
  static func json(
    _ service: String, version: String, _ target: String, _ operation: String, _ request: JSONValue,
    subject: String
  ) -> AWSCall {
    var call = AWSCall(
      service: service, method: "POST", path: "/",
      headers: [
        "Content-Type": "application/x-amz-json-\(version)", "X-Amz-Target": "\(target).\(operation)",
      ],
      body: request.bytes, operation: operation)
    call.subject = subject
    return call
  }
}
