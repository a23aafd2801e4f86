/// Which errors can be retried, as they are or after a correction.
extension AWSError {
  /// Whether the service throttled the request.
  public var isThrottling: Bool { status == 429 || Self.throttlingCodes.contains(code) }
  /// Whether the same request may succeed later.
  public var isRetryable: Bool { isThrottling || isTransient }
  /// Whether the service failed temporarily or received a corrupted body.
  var isTransient: Bool {
    [500, 502, 503, 504].contains(status) || Self.transientCodes.contains(code)
      || Self.corruptionCodes.contains(code)
  }
  /// Whether the credentials have expired.
  var isExpiry: Bool { Self.expiryCodes.contains(code) }
  /// Whether clock skew can be the cause.
  var mayBeSkew: Bool { Self.skewCodes.contains(code) }
  /// Whether the request went to the wrong region. S3 reports this with a redirect or a signature error; its
  /// response to HEAD has only a status code.
  var isWrongRegion: Bool {
    [301, 307].contains(status)
      || ["AuthorizationHeaderMalformed", "BadRequest", "IllegalLocationConstraintException"].contains(code)
  }

  /// botocore's list for the standard retry mode (`retries/standard.py`).
  private static let throttlingCodes: Set<String> = [
    "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
    "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException",
    "TooManyRequestsException", "TransactionInProgressException",
  ]
  private static let transientCodes: Set<String> = [
    "IDPCommunicationError", "InternalError", "InternalFailure", "InternalServerError", "RequestTimeout",
    "RequestTimeoutException",
  ]
  /// The body was corrupted in transit.
  private static let corruptionCodes: Set<String> = ["BadDigest", "XAmzContentSHA256Mismatch"]
  private static let expiryCodes: Set<String> = [
    "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired",
  ]
  private static let skewCodes: Set<String> = [
    "AuthFailure", "InvalidSignatureException", "RequestExpired", "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
  ]
}
