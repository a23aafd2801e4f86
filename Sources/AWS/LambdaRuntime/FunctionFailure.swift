import Core
public import HTTP

/// The error of an invocation as Lambda reports it to the caller. The `Retry` and `Catch` fields of a state
/// machine match its `type`.
public struct FunctionFailure: Error, Sendable, Equatable {
  /// The error type (`errorType`).
  public var type: String
  /// What happened, and the remedy (`errorMessage`).
  public var message: String

  /// Creates a failure. Credentials in URLs are removed from the message.
  public init(_ type: String, _ message: String) {
    self.type = type
    self.message = RedactedAddress.redactingSecrets(in: message)
  }

  /// Converts an error. `NamedFailure` supplies the type; other errors use the name of their Swift type.
  public init(_ error: any Error) {
    switch error {
    case let failure as FunctionFailure: self = failure
    case let error as any NamedFailure: self.init(error.errorType, "\(error)")
    case is CancellationError:
      self.init("Interrupted", "the invocation was cancelled because the process is shutting down")
    default: self.init("\(Swift.type(of: error))", PlainText.words(of: error))
    }
  }

  /// The error document of the runtime API. `stackTrace` is empty: Swift errors have no stack trace.
  public var bytes: [UInt8] {
    JSONValue.object([
      .init("errorMessage", .text(message)), .init("errorType", .text(type)), .init("stackTrace", .list([])),
    ]).bytes
  }
}

/// An error with a stable error type.
public protocol NamedFailure: Error {
  /// The error type: `ThrottlingException`, `OutOfTime`.
  var errorType: String { get }
}

extension HTTPError: NamedFailure {
  /// What cannot be reached now may be later: the name that AWS's own services have for it.
  public var errorType: String { "ServiceUnavailable" }
}
