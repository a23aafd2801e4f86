import FoundationEssentials
public import LambdaRuntime

/// The `resume` function: resumes the executions whose jobs have ended. It is subscribed to the SNS topic to
/// which Rekognition publishes.
public struct ResumeExecutions: WorkflowFunction {
  /// The event of an SNS subscription.
  public struct Event: Decodable, Sendable {
    struct Record: Decodable, Sendable {
      struct Notification: Decodable, Sendable {
        /// A JSON document in a string.
        var message: String
        enum CodingKeys: String, CodingKey { case message = "Message" }
      }
      var sns: Notification
      enum CodingKeys: String, CodingKey { case sns = "Sns" }
    }
    var records: [Record]
    enum CodingKeys: String, CodingKey { case records = "Records" }
  }
  /// Job IDs by outcome.
  public struct Response: Encodable, Sendable, Equatable {
    var resumed: [String] = []
    /// Jobs that no execution waits for.
    var skipped: [String] = []
  }
  /// Rekognition's completion notification (Amazon Rekognition Developer Guide, "Calling Amazon Rekognition
  /// Video operations").
  private struct Message: Decodable {
    var jobID: String
    var status: String?
    enum CodingKeys: String, CodingKey {
      case jobID = "JobId"
      case status = "Status"
    }
  }

  private let tokens: TaskTokens
  private let machines: any StateMachines

  public init(tokens: TaskTokens, machines: any StateMachines) {
    self.tokens = tokens
    self.machines = machines
  }

  /// Processes all messages. Throws if one failed, so that Lambda retries the event; the tokens of the others
  /// are removed by then, so they are not resumed twice.
  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Response {
    var response = Response()
    var failures: [String] = []
    for record in event.records {
      var subject = "a message"
      do {
        let message = try Self.read(record.sns.message)
        subject = "job \(message.jobID)"
        if try await resume(message, context) {
          response.resumed.append(message.jobID)
        } else {
          response.skipped.append(message.jobID)
        }
      } catch {
        failures.append("\(subject): \(FunctionFailure(error).message)")
      }
    }
    guard failures.isEmpty else {
      throw WorkflowError(
        .notResumed,
        "\(failures.count) of \(event.records.count) messages could not be processed: "
          + failures.joined(separator: "; "))
    }
    return response
  }

  private static func read(_ text: String) throws -> Message {
    do {
      return try JSONDecoder().decode(Message.self, from: Data(text.utf8))
    } catch {
      throw WorkflowError(.invalidInput, "not a completion notification of Rekognition: \(text.prefix(200))")
    }
  }

  private func resume(_ message: Message, _ context: InvocationContext) async throws -> Bool {
    let about: LogLine.Fields = ["jobId": .text(message.jobID), "status": .text(message.status ?? "unknown")]
    guard let token = try await tokens.token(for: message.jobID) else {
      context.log.info("no task token for the job: no execution waits for it, or it polls", about)
      return false
    }
    let isResumed = try await machines.resume(token)
    try await tokens.remove(for: message.jobID)
    context.log.info(isResumed ? "execution resumed" : "the task token is no longer valid", about)
    return isResumed
  }
}
