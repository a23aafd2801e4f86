public import AWS
public import LambdaRuntime

/// An error of a workflow function. Errors of AWS services keep their own codes.
public struct WorkflowError: NamedFailure, Sendable, Equatable, CustomStringConvertible {
  /// The error type, which the state machine matches.
  public enum Kind: String, Sendable {
    /// An environment variable of the function is missing or invalid.
    case configuration = "Configuration"
    /// The event or the video is invalid.
    case invalidInput = "InvalidInput"
    /// Executions could not be started for some uploads of an event.
    case notStarted = "NotStarted"
    /// Some messages of an event could not be processed.
    case notResumed = "NotResumed"
    /// A response of a service does not conform to its documentation.
    case serviceAnswer = "ServiceAnswer"
    /// The job has not succeeded, so it has no results.
    case jobNotDone = "JobNotDone"
    /// The estimated time exceeds the timeout of the functions; nothing was written.
    case tooLong = "TooLong"
    /// The blur was stopped because it would have exceeded its deadline; nothing was written.
    case outOfTime = "OutOfTime"
  }

  public var kind: Kind
  /// What happened, on what, and the remedy.
  public var description: String

  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  public var errorType: String { kind.rawValue }
}

extension AWSError: NamedFailure {
  /// The error code of the service, which the `Retry` fields of the state machine match.
  public var errorType: String { code }
}

extension AWSSetupError: NamedFailure {
  /// Not retried: a wrong configuration does not change by itself.
  public var errorType: String { "Configuration" }
}
