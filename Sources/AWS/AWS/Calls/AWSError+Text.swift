import Core

extension AWSError: CustomStringConvertible {
  /// What kind of problem it is to who started the program; more may come.
  public enum Kind: Sendable {
    /// What was named is not there.
    case notFound
    /// The credentials may not do it, or are no good.
    case noPermission
    /// A setting is wrong, such as the region.
    case configuration
    /// The service does not answer as it should; later it may.
    case unavailable
    /// The service does not want the request.
    case refused
  }

  /// What kind of problem it is.
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

  /// On what, what happened, and what to do, in one line or two.
  public var description: String {
    let said = message.isEmpty ? "" : ": \(message.trimmed)"
    let request = requestID.map { ", request \($0)" } ?? ""
    return PlainText.line("\(subject): \(operation) failed with \(code)\(said) (status \(status)\(request))")
      + (remedy.map { "\n\(PlainText.line($0))" } ?? "")
  }

  /// What to do about it.
  public var remedy: String? {
    switch code {
    case "AccessDenied", "AccessDeniedException", "Forbidden":
      return "the credentials may not do this; they need a policy that allows \(operation) on it"
    case "NoSuchBucket": return "check the bucket's name, and that the profile is of the right partition"
    case "NoSuchKey", "NotFound", "NoSuchVersion":
      return "check the name: it counts upper and lower case, and a slash at the beginning"
    case "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException", "InvalidToken":
      return
        "check the access key, and that AWS_SESSION_TOKEN is set if it is a temporary one (it begins with ASIA)"
    case "SignatureDoesNotMatch", "InvalidSignatureException":
      return "check AWS_SECRET_ACCESS_KEY: it does not belong to the access key"
    case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture": return "set this machine's clock"
    case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed":
      return hints.region.map { "the bucket is in \($0): set AWS_REGION=\($0)" }
        ?? "set AWS_REGION to the bucket's region"
    case "PreconditionFailed": return "the object is not the one it was, or it exists already"
    default: if let rekognitionRemedy { return rekognitionRemedy }
    }
    if isExpiry { return "the session token has expired: sign in again" }
    if isThrottling { return "try again later, with fewer requests at once, or set AWS_MAX_ATTEMPTS higher" }
    return isTransient ? "the service has trouble; try again later" : nil
  }
}
