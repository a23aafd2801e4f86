/// One call of the function.
public struct Invocation: Sendable, Equatable {
  /// Lambda's name for it; answers carry it.
  public var requestID: String
  /// Until when it may run.
  public var deadline: Deadline
  /// The function's ARN as it was called.
  public var functionARN: String
  /// What it was called with: JSON.
  public var payload: [UInt8]

  /// Makes an invocation.
  public init(requestID: String, deadline: Deadline, functionARN: String, payload: [UInt8]) {
    self.requestID = requestID
    self.deadline = deadline
    self.functionARN = functionARN
    self.payload = payload
  }
}

/// What gives invocations and takes their answers.
///
/// When one of these throws, the environment is broken and the process ends; AWS Lambda then makes a new one.
public protocol InvocationSource: Sendable {
  /// Waits for the next invocation, for hours if need be.
  func next() async throws -> Invocation
  /// Takes an answer.
  func answer(_ bytes: [UInt8], to requestID: String) async throws
  /// Takes the reason why there is no answer.
  func fail(_ failure: FunctionFailure, of requestID: String) async throws
  /// Takes the reason why there will be no invocation.
  func failStart(_ failure: FunctionFailure) async throws
}

/// What handles an invocation.
public protocol InvocationHandler: Sendable {
  /// Turns an event into an answer, both JSON. Cancelling asks it to end in order.
  func handle(_ event: [UInt8], _ context: InvocationContext) async throws -> [UInt8]
}

/// What a handler is told beside the event.
public struct InvocationContext: Sendable {
  /// Until when it may run.
  public var deadline: Deadline
  /// Where it says what it does.
  public var log: Log
  /// The time.
  public var clock: WallClock

  /// Makes a context.
  public init(deadline: Deadline, log: Log, clock: WallClock) {
    self.deadline = deadline
    self.log = log
    self.clock = clock
  }

  /// Seconds until the deadline.
  public var secondsLeft: Double { deadline.seconds(from: clock.now()) }
}
