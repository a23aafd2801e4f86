/// The event loop of an AWS Lambda custom runtime: fetches an invocation, runs the handler, and sends the
/// response or the error.
public struct LambdaLoop: Sendable {
  private let source: any InvocationSource
  private let handler: any InvocationHandler
  private let log: Log
  private let clock: WallClock

  /// The maximum size of a response in bytes: Lambda's limit of 6 MiB for synchronous invocations.
  public static let maxResponseSize = 6 << 20

  /// Initializes a handler and runs the loop until the task is cancelled or the source fails. An error of
  /// `start` is reported to the source and rethrown.
  public static func serve(
    _ source: any InvocationSource, log: Log, clock: WallClock,
    start: () async throws -> any InvocationHandler
  ) async throws {
    let handler: any InvocationHandler
    do {
      handler = try await start()
    } catch {
      try await source.reportInitError(FunctionFailure(error))
      throw error
    }
    try await LambdaLoop(source: source, handler: DeadlineGuard(handler), log: log, clock: clock).run()
  }

  private func run() async throws {
    while true {
      try Task.checkCancellation()
      let invocation = try await source.next()
      let outcome = await outcome(of: invocation)
      let source = source
      // An unstructured task does not inherit cancellation, so the result is sent even during shutdown.
      try await Task {
        switch outcome {
        case .success(let response): try await source.respond(response, to: invocation.requestID)
        case .failure(let failure): try await source.reportError(failure, of: invocation.requestID)
        }
      }.value
    }
  }

  /// Runs the handler. An error ends the invocation but not the loop.
  private func outcome(of invocation: Invocation) async -> Result<[UInt8], FunctionFailure> {
    var log = log
    log.requestID = invocation.requestID
    do {
      let context = InvocationContext(deadline: invocation.deadline, log: log, clock: clock)
      let response = try await handler.handle(invocation.payload, context)
      guard response.count <= Self.maxResponseSize else {
        throw FunctionFailure(
          "AnswerTooLarge",
          "the response has \(response.count) bytes; Lambda allows at most \(Self.maxResponseSize)")
      }
      return .success(response)
    } catch {
      let failure = FunctionFailure(error)
      log.error("the invocation failed", ["errorType": .text(failure.type), "error": .text(failure.message)])
      return .failure(failure)
    }
  }
}

/// An invocation of the function.
public struct Invocation: Sendable, Equatable {
  /// The request ID, by which the response is assigned to the invocation.
  public var requestID: String
  public var deadline: Deadline
  /// The ARN that the function was invoked with; it may contain a version or an alias.
  public var functionARN: String
  /// The event: JSON.
  public var payload: [UInt8]

  public init(requestID: String, deadline: Deadline, functionARN: String, payload: [UInt8]) {
    self.requestID = requestID
    self.deadline = deadline
    self.functionARN = functionARN
    self.payload = payload
  }
}

/// A source of invocations, which also receives their responses.
///
/// An error of these methods means that the execution environment is broken. The process then exits, and AWS
/// Lambda starts a new environment.
public protocol InvocationSource: Sendable {
  /// Waits for the next invocation without a timeout.
  func next() async throws -> Invocation
  /// Sends the response of an invocation.
  func respond(_ bytes: [UInt8], to requestID: String) async throws
  /// Reports the error of an invocation.
  func reportError(_ failure: FunctionFailure, of requestID: String) async throws
  /// Reports that the initialization failed.
  func reportInitError(_ failure: FunctionFailure) async throws
}

/// A Lambda handler.
public protocol InvocationHandler: Sendable {
  /// Handles an event and returns the response, both as JSON. The task is cancelled shortly before the
  /// deadline; the handler should then clean up and return or throw.
  func handle(_ event: [UInt8], _ context: InvocationContext) async throws -> [UInt8]
}

/// The context of an invocation.
public struct InvocationContext: Sendable {
  public var deadline: Deadline
  public var log: Log
  public var clock: WallClock

  public init(deadline: Deadline, log: Log, clock: WallClock) {
    self.deadline = deadline
    self.log = log
    self.clock = clock
  }

  /// Seconds until the deadline.
  public var secondsLeft: Double { deadline.seconds(from: clock.now()) }
}
