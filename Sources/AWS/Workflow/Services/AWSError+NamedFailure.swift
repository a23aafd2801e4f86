public import AWS
public import LambdaRuntime

extension AWSError: NamedFailure {
  /// The service's own code, by which a state machine knows what to try again.
  public var errorType: String { code }
}

extension AWSSetupError: NamedFailure {
  /// What is set up wrong is nothing to try again.
  public var errorType: String { "Configuration" }
}
