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
