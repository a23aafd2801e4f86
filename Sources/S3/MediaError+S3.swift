import AWS
import HTTP
import Media

extension MediaError {
  /// What a failure means for an object that is read or written.
  ///
  /// - Parameter isResult: whether the object is the result of the run.
  init(_ error: any Error, on location: S3Location, isResult: Bool) {
    switch error {
    case let error as MediaError: self = error
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
  static func exists(_ location: S3Location) -> MediaError {
    MediaError(
      .cannotCreate, "\(location)", "exists already",
      remedy: "name another output, or pass --force to replace it")
  }

  /// Parts are left that nobody needs and that cost money.
  static func leftover(_ upload: MultipartUpload, _ error: any Error) -> MediaError {
    MediaError(
      .unavailable, "\(upload.location)", "the upload that was begun cannot be thrown away",
      remedy: "do it later: aws s3api abort-multipart-upload --bucket \(upload.location.bucket) --key "
        + "'\(upload.location.key)' --upload-id \(upload.id)", detail: "\(error)")
  }
}

extension AWSError {
  /// What happened, without on what and what to do.
  fileprivate var said: String {
    "\(operation) failed with \(code)" + (message.isEmpty ? "" : ": \(message)") + " (status \(status))"
  }
}
