import Core

/// An error response of an AWS service.
public struct AWSError: Error, Sendable {
  /// The error code of the service, such as `NoSuchKey` or `ThrottlingException`.
  public var code: String
  /// The error message of the service; may be empty.
  public var message: String
  /// The HTTP status code.
  public var status: Int
  /// The request ID, which AWS Support needs to trace the request.
  public var requestID: String?
  /// The API operation: `GetObject`.
  public var operation: String
  /// The resource: `s3://bucket/key`.
  public var subject: String
  var hints = Hints()

  /// Values of the error response that influence the next attempt.
  struct Hints: Sendable, Equatable {
    /// The server's clock (`Date`), in seconds since 1970.
    var serverTime: Int64?
    /// The delay that the service asks for, in seconds.
    var retryAfter: Double?
    /// The region of the bucket.
    var region: String?
  }

  public init(
    code: String, message: String = "", status: Int, requestID: String? = nil, operation: String,
    subject: String
  ) {
    self.code = code
    self.message = message
    self.status = status
    self.requestID = requestID
    self.operation = operation
    self.subject = subject
  }
}

extension AWSError: CustomStringConvertible {
  /// The class of an error from the user's point of view. Later versions may add cases.
  public enum Kind: Sendable {
    /// The named resource does not exist.
    case notFound
    /// The credentials are invalid, expired or not authorized.
    case noPermission
    /// A setting is wrong, for example the region or the clock.
    case configuration
    /// The service or the network failed; the same request may succeed later.
    case unavailable
    /// The service rejected the request.
    case refused
  }

  public var kind: Kind {
    switch code {
    case "NoSuchBucket", "NoSuchKey", "NoSuchVersion", "NotFound", "ResourceNotFoundException": .notFound
    case "AccessDenied", "AccessDeniedException", "Forbidden", "InvalidAccessKeyId", "InvalidClientTokenId",
      "SignatureDoesNotMatch", "InvalidSignatureException", "UnrecognizedClientException",
      "AllAccessDisabled",
      "InvalidToken", "IncompleteSignatureException", "MissingAuthenticationTokenException":
      .noPermission
    case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "RequestTimeTooSkewed",
      "IllegalLocationConstraintException", "RequestExpired", "RequestInTheFuture":
      .configuration
    default: isExpiry ? .noPermission : isRetryable ? .unavailable : .refused
    }
  }

  /// One line with the resource, the operation, the error code, the message, the status and the request ID,
  /// and a second line with the remedy if one is known.
  public var description: String {
    let said = message.isEmpty ? "" : ": \(message.trimmed)"
    let request = requestID.map { ", request \($0)" } ?? ""
    return PlainText.line("\(subject): \(operation) failed with \(code)\(said) (status \(status)\(request))")
      + (remedy.map { "\n\(PlainText.line($0))" } ?? "")
  }

  /// What the user can do about the error; nil if nothing is known.
  public var remedy: String? {
    switch code {
    case "AccessDenied", "AccessDeniedException", "Forbidden":
      return "the credentials are not authorized; attach a policy that allows \(operation) on this resource"
    case "NoSuchBucket":
      return "check the bucket's name, and that the profile belongs to the right AWS partition"
    case "NoSuchKey", "NotFound", "NoSuchVersion":
      return "check the key: it is case-sensitive, and a leading slash is part of it"
    case "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException", "InvalidToken":
      return
        "check the access key ID; a temporary one (it begins with ASIA) also needs AWS_SESSION_TOKEN"
    case "SignatureDoesNotMatch", "InvalidSignatureException":
      return "check AWS_SECRET_ACCESS_KEY: it does not match the access key ID"
    case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture": return "correct this machine's clock"
    case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed":
      return hints.region.map { "the bucket is in \($0): set AWS_REGION=\($0)" }
        ?? "set AWS_REGION to the bucket's region"
    case "PreconditionFailed": return "the object was changed or already exists"
    default: if let rekognitionRemedy { return rekognitionRemedy }
    }
    if isExpiry { return "the session token has expired: sign in again to get a new one" }
    if isThrottling {
      return "the service throttles requests: try again later, send fewer at once, or raise AWS_MAX_ATTEMPTS"
    }
    return isTransient ? "the service failed temporarily; try again later" : nil
  }
}

extension AWSError {
  /// The remedy for error codes that only Amazon Rekognition returns.
  var rekognitionRemedy: String? {
    switch code {
    case "InvalidS3ObjectException":
      "Rekognition cannot read the object: check the key, that the bucket is in the same region, and that the "
        + "credentials allow s3:GetObject on it"
    case "VideoTooLargeException":
      "Rekognition accepts videos up to 10 GB and 6 hours: cut the video, or use the embedded detector"
    case "ImageTooLargeException": "Rekognition accepts images up to 5 MB as bytes and up to 15 MB in S3"
    case "InvalidImageFormatException": "Rekognition accepts JPEG and PNG"
    case "IdempotentParameterMismatchException":
      "the client request token was already used for a different request: use another one"
    case "ResourceNotFoundException":
      "check the name or ID, the region and the kind of job; Rekognition deletes jobs after seven days"
    case "InvalidPaginationTokenException":
      "pagination tokens expire after 24 hours: fetch the results again from the first page"
    default: nil
    }
  }
}
