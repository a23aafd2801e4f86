import AWS
import Core
import HTTP

extension UserError {
  /// The error for a failed read or write of an object.
  ///
  /// - Parameter isResult: whether the object is the output of the run.
  init(_ error: any Error, on location: ObjectReference, isResult: Bool) {
    switch error {
    case let error as UserError: self = error
    case let error as AWSError where isResult && error.code == "PreconditionFailed":
      self.init(
        .cannotCreate, "\(location)", "was created by another process during the run",
        remedy: "pass --force to replace it",
        detail: error.summary)
    case let error as AWSError where error.code == "PreconditionFailed":
      self.init(
        .inputOutput, "\(location)", "changed while it was read", remedy: "run again",
        detail: error.summary)
    case let error as AWSError:
      self.init(
        Self.code(error.kind, isResult: isResult), "\(location)", error.summary, remedy: error.remedy,
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

  /// The error for an output that exists.
  static func exists(_ location: ObjectReference) -> UserError {
    UserError(
      .cannotCreate, "\(location)", "exists already",
      remedy: "name another output, or pass --force to replace it")
  }

  /// As the initializer, but returns a `CancellationError` unchanged.
  static func wrapped(_ error: any Error, on location: ObjectReference, isResult: Bool) -> any Error {
    error is CancellationError ? error : UserError(error, on: location, isResult: isResult)
  }

  /// It is unknown whether an upload was started.
  static func startUnconfirmed(at location: ObjectReference, _ error: (any Error)? = nil) -> UserError {
    UserError(
      .unavailable, "\(location)", "the store did not confirm whether a multipart upload was started",
      remedy: "check for it later: aws s3api list-multipart-uploads --bucket \(location.bucket) --prefix "
        + quoted(location.key), detail: error.flatMap(detail))
  }

  /// Parts remain, which are billed.
  static func uploadNotAborted(_ upload: MultipartUpload, _ error: (any Error)? = nil) -> UserError {
    UserError(
      .unavailable, "\(upload.location)", "the multipart upload was not aborted",
      remedy: "abort it: \(upload.abortCommand)", detail: error.flatMap(detail))
  }

  /// It is unknown whether the upload was completed.
  static func completionUnconfirmed(_ upload: MultipartUpload) -> UserError {
    UserError(
      .unavailable, "\(upload.location)", "the store did not confirm that the upload is complete",
      remedy: "check whether the object exists; if not, abort the upload: \(upload.abortCommand)")
  }

  /// A cancellation here means that the grace period expired without a response.
  private static func detail(_ error: any Error) -> String? {
    error is CancellationError ? "the store did not respond" : "\(error)"
  }

  /// Quotes a word for a shell. Works on bytes, since a quote and a following combining accent are one `Character`.
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
  /// The message without subject and remedy.
  fileprivate var summary: String {
    "\(operation) failed with \(code)" + (message.isEmpty ? "" : ": \(message)") + " (status \(status))"
  }
}
