import FoundationEssentials
public import LambdaRuntime

/// Wakes the executions whose jobs have ended; called by the SNS topic that Rekognition tells.
public struct ResumeExecutions: WorkflowFunction {
  /// What SNS calls with.
  public struct Event: Decodable, Sendable {
    struct Record: Decodable, Sendable {
      struct Notification: Decodable, Sendable {
        /// JSON in a text.
        var message: String
        enum CodingKeys: String, CodingKey { case message = "Message" }
      }
      var sns: Notification
      enum CodingKeys: String, CodingKey { case sns = "Sns" }
    }
    var records: [Record]
    enum CodingKeys: String, CodingKey { case records = "Records" }
  }
  /// What became of the jobs, by their ids.
  public struct Answer: Encodable, Sendable, Equatable {
    var resumed: [String] = []
    /// No execution waits for these.
    var skipped: [String] = []
  }
  /// Rekognition's message (Amazon Rekognition Developer Guide, "Calling Amazon Rekognition Video operations").
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

  /// Makes the function.
  public init(tokens: TaskTokens, machines: any StateMachines) {
    self.tokens = tokens
    self.machines = machines
  }

  /// Tries all messages. Throws when one failed, so that Lambda calls again; the others' tokens are gone by then.
  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Answer {
    var answer = Answer()
    var failures: [String] = []
    for record in event.records {
      var subject = "a message"
      do {
        let message = try Self.read(record.sns.message)
        subject = "job \(message.jobID)"
        if try await resume(message, context) {
          answer.resumed.append(message.jobID)
        } else {
          answer.skipped.append(message.jobID)
        }
      } catch {
        failures.append("\(subject): \(FunctionFailure(error).message)")
      }
    }
    guard failures.isEmpty else {
      throw WorkflowError(
        .notResumed,
        "\(failures.count) of \(event.records.count) messages could not be passed on: "
          + failures.joined(separator: "; "))
    }
    return answer
  }

  private static func read(_ text: String) throws -> Message {
    do {
      return try JSONDecoder().decode(Message.self, from: Data(text.utf8))
    } catch {
      throw WorkflowError(.invalidInput, "it is not Rekognition's about a job: \(text.prefix(200))")
    }
  }

  private func resume(_ message: Message, _ context: InvocationContext) async throws -> Bool {
    let about: LogLine.Fields = ["jobId": .text(message.jobID), "status": .text(message.status ?? "unknown")]
    guard let token = try await tokens.token(for: message.jobID) else {
      context.log.info("no execution waits for the job, or it looks at the job itself", about)
      return false
    }
    let isResumed = try await machines.resume(token)
    try await tokens.remove(for: message.jobID)
    context.log.info(isResumed ? "resumed" : "the execution waits no more", about)
    return isResumed
  }
}
