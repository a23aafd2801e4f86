import AWS
import Core
import HTTP

extension UserError {
  /// What a failure means for an object that is read or written.
  ///
  /// - Parameter isResult: whether the object is the result of the run.
  init(_ error: any Error, on location: ObjectReference, isResult: Bool) {
    switch error {
    case let error as UserError: self = error
    case let error as AWSError where isResult && error.code == "PreconditionFailed":
      self.init(
        .cannotCreate, "\(location)", "appeared while this ran", remedy: "pass --force to replace it",
        detail: error.said)
    case let error as AWSError where error.code == "PreconditionFailed":
      self.init(
        .inputOutput, "\(location)", "was changed while it was read", remedy: "start again",
        detail: error.said)
    case let error as AWSError:
      self.init(
        Self.code(error.kind, isResult: isResult), "\(location)", error.said, remedy: error.remedy,
        detail: error.requestID.map { "request \($0)" })
    case let error as AWSSetupError:
      self.init(error.code == .credentials ? .noPermission : .configuration, "\(location)", error.message)
    default: self.init(.unavailable, "\(location)", "\(error)")
    }
  }

  private static func code(_ kind: AWSError.Kind, isResult: Bool) -> Code {
    switch kind {
    case .notFound: isResult ? .cannotCreate : .noInput
    case .noPermission: .noPermission
    case .configuration: .configuration
    case .unavailable: .unavailable
    case .refused: .inputOutput
    }
  }

  /// Refuses to replace an object.
  static func exists(_ location: ObjectReference) -> UserError {
    UserError(
      .cannotCreate, "\(location)", "exists already",
      remedy: "name another output, or pass --force to replace it")
  }

  /// The same, where it may be a cancellation or wrapped already: those stay as they are.
  static func wrapped(_ error: any Error, on location: ObjectReference, isResult: Bool) -> any Error {
    error is CancellationError ? error : UserError(error, on: location, isResult: isResult)
  }

  /// Nobody knows whether an upload was begun.
  static func mayBeLeft(at location: ObjectReference, _ error: (any Error)? = nil) -> UserError {
    UserError(
      .unavailable, "\(location)", "an upload may have been begun, and the store does not tell",
      remedy: "look for it later: aws s3api list-multipart-uploads --bucket \(location.bucket) --prefix "
        + quoted(location.key), detail: error.flatMap(detail))
  }

  /// Parts are left that nobody needs and that cost money.
  static func leftover(_ upload: MultipartUpload, _ error: (any Error)? = nil) -> UserError {
    UserError(
      .unavailable, "\(upload.location)", "the upload that was begun cannot be thrown away",
      remedy: "do it later: \(upload.abortCommand)", detail: error.flatMap(detail))
  }

  /// Nobody knows whether there is an object.
  static func mayBeMade(_ upload: MultipartUpload) -> UserError {
    UserError(
      .unavailable, "\(upload.location)", "the store does not say whether it made the object",
      remedy: "look whether it is there; if not, throw the upload away: \(upload.abortCommand)")
  }

  /// That time was up is said already.
  private static func detail(_ error: any Error) -> String? {
    error is CancellationError ? "the store does not answer" : "\(error)"
  }

  /// A word for a shell. Bytes, since a quote and an accent that follows it are one character.
  fileprivate static func quoted(_ word: String) -> String {
    let quote = UInt8(ascii: "'")
    let bytes = word.utf8.flatMap { $0 == quote ? Array("'\\''".utf8) : [$0] }
    return "'\(String(decoding: bytes, as: UTF8.self))'"
  }
}

extension MultipartUpload {
  fileprivate var abortCommand: String {
    "aws s3api abort-multipart-upload --bucket \(location.bucket) --key \(UserError.quoted(location.key)) "
      + "--upload-id \(UserError.quoted(id))"
  }
}

extension AWSError {
  /// What happened, without on what and what to do.
  fileprivate var said: String {
    "\(operation) failed with \(code)" + (message.isEmpty ? "" : ": \(message)") + " (status \(status))"
  }
}
