import Core

/// Why an invocation has no answer, as the caller sees it. A state machine's `Retry` and `Catch` look at the type.
public struct FunctionFailure: Error, Sendable, Equatable {
  /// The class of the failure.
  public var type: String
  /// What happened and what to do.
  public var message: String

  /// Makes a failure.
  public init(_ type: String, _ message: String) {
    self.type = type
    self.message = PublicAddress.hidingSecrets(in: message)
  }

  /// The failure that an error is.
  public init(_ error: any Error) {
    switch error {
    case let failure as FunctionFailure: self = failure
    case let error as any NamedFailure: self.init(error.errorType, "\(error)")
    case is CancellationError: self.init("Interrupted", "the process was asked to end")
    default: self.init("\(Swift.type(of: error))", PlainText.words(of: error))
    }
  }

  /// The body that the runtime API takes. Swift keeps no trace of where an error was thrown.
  public var bytes: [UInt8] {
    JSONValue.object([
      .init("errorMessage", .text(message)), .init("errorType", .text(type)), .init("stackTrace", .list([])),
    ]).bytes
  }
}

/// An error that says itself of which class it is.
public protocol NamedFailure: Error {
  /// The class: `ThrottlingException`, `OutOfTime`.
  var errorType: String { get }
}
