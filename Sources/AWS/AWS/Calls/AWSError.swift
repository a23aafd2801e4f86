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
