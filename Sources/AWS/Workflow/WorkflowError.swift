public import LambdaRuntime

/// Why a function of the workflow has no answer. What AWS's services say keeps its own name.
public struct WorkflowError: NamedFailure, Sendable, Equatable, CustomStringConvertible {
  /// The class of a failure, as the state machine knows it.
  public enum Kind: String, Sendable {
    /// A variable of the function is missing or wrong.
    case configuration = "Configuration"
    /// The event, or the video, is not what it should be.
    case invalidInput = "InvalidInput"
    /// Some of an event's uploads could not be started.
    case notStarted = "NotStarted"
    /// Some of an event's messages could not be passed on.
    case notResumed = "NotResumed"
    /// A service's answer is not what its documentation says.
    case serviceAnswer = "ServiceAnswer"
    /// The job has no result to fetch.
    case jobNotDone = "JobNotDone"
    /// The video cannot be blurred in the time that the function has; nothing was begun.
    case tooLong = "TooLong"
    /// The blur would not have been done in time; it was stopped and left nothing.
    case outOfTime = "OutOfTime"
  }

  /// The class.
  public var kind: Kind
  /// What happened, on what, and what to do.
  public var description: String

  /// Makes an error.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  /// The class's name.
  public var errorType: String { kind.rawValue }
}
