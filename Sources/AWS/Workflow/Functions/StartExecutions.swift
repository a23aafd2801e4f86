import AWS
import LambdaRuntime

/// Starts a state machine execution for each uploaded video. Invoked by S3 event notifications.
public struct StartExecutions: Sendable {
  private let store: any ObjectStore
  private let machines: any StateMachines
  private let stateMachine: String
  private let rules: UploadRules

  /// The uploads of the event by outcome.
  public struct Response: Encodable, Sendable, Equatable {
    struct Started: Encodable, Sendable, Equatable {
      var bucket: String
      var key: String
      /// The name of the execution.
      var execution: String
    }
    struct Skipped: Encodable, Sendable, Equatable {
      var bucket: String
      var key: String
      var reason: String
    }
    var started: [Started] = []
    var skipped: [Skipped] = []
  }

  /// Reads `STATE_MACHINE_ARN`, `OUTPUT_BUCKET`, `OUTPUT_PREFIX` and `MAX_INPUT_BYTES`.
  public init(_ variables: Variables, store: any ObjectStore, machines: any StateMachines)
    throws(WorkflowError)
  {
    self.store = store
    self.machines = machines
    stateMachine = try variables.required("STATE_MACHINE_ARN")
    let most = try variables.number("MAX_INPUT_BYTES").map { UInt64(min($0, 1e18)) }
    rules = UploadRules(
      outputBucket: try variables.required("OUTPUT_BUCKET"), outputPrefix: variables["OUTPUT_PREFIX"] ?? "",
      maxBytes: most ?? UploadRules.maxBytes)
  }

  /// Processes all uploads. Throws if one failed, so that Lambda retries the event; executions that were
  /// started are not started again.
  func handle(_ event: UploadEvent, _ context: InvocationContext) async throws -> Response {
    if event.isTest { context.log.info("S3 test event: no upload to process") }
    var response = Response()
    var failures: [(upload: Upload, error: any Error)] = []
    for ignored in event.ignored {
      response.skipped.append(.init(bucket: ignored.bucket, key: ignored.key, reason: ignored.reason))
    }
    for upload in event.uploads {
      do {
        switch rules.decision(on: upload) {
        case .start(let input): response.started.append(try await start(input, context))
        case .skip(let reason): response.skipped.append(.init(upload, reason))
        case .refuse(let reason, let input):
          try await refuse(input, reason, context)
          response.skipped.append(.init(upload, reason))
        }
      } catch {
        failures.append((upload, error))
      }
    }
    for skipped in response.skipped {
      context.log.warning(
        "upload skipped",
        ["bucket": .text(skipped.bucket), "key": .text(skipped.key), "reason": .text(skipped.reason)])
    }
    try check(failures, of: event.uploads.count)
    return response
  }

  private func start(_ input: ExecutionInput, _ context: InvocationContext) async throws -> Response.Started {
    let name = input.name
    let isNew = try await machines.start(stateMachine, name: name, input: try JSONText.bytes(input))
    context.log.info(
      isNew ? "execution started" : "the execution was already started",
      [
        "bucket": .text(input.video.object.bucket), "key": .text(input.video.object.key),
        "execution": .text(name),
      ])
    return .init(bucket: input.video.object.bucket, key: input.video.object.key, execution: name)
  }

  private func refuse(_ input: ExecutionInput, _ reason: String, _ context: InvocationContext) async throws {
    let record = FailureRecord(
      error: WorkflowError.Kind.invalidInput.rawValue, cause: reason, video: input.video,
      time: LogLine.text(context.clock.now()))
    try await record.write(beside: input.output, to: store)
  }

  private func check(_ failures: [(upload: Upload, error: any Error)], of count: Int) throws(WorkflowError) {
    guard !failures.isEmpty else { return }
    let reasons = failures.map { "\($0.upload.video.object): \(FunctionFailure($0.error).message)" }
    throw WorkflowError(
      .notStarted,
      "\(failures.count) of \(count) uploads could not be started: \(reasons.joined(separator: "; "))")
  }
}

extension StartExecutions.Response.Skipped {
  fileprivate init(_ upload: Upload, _ reason: String) {
    self.init(bucket: upload.bucket, key: upload.key, reason: reason)
  }
}
