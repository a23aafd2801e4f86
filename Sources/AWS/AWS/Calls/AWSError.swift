/// A service's answer that it did not do what it was asked.
public struct AWSError: Error, Sendable {
  /// The service's own word, as `NoSuchKey` or `ThrottlingException`.
  public var code: String
  /// What the service says about it; may be empty.
  public var message: String
  /// The status of the answer.
  public var status: Int
  /// What AWS's support asks for.
  public var requestID: String?
  /// What was asked: `GetObject`.
  public var operation: String
  /// What it was about: `s3://bucket/key`.
  public var subject: String
  /// What the answer says on what to do next.
  var hints = Hints()

  /// What an answer says beside the error.
  struct Hints: Sendable, Equatable {
    /// The server's clock, in seconds since 1970.
    var serverTime: Int64?
    /// How many seconds to wait.
    var retryAfter: Double?
    /// The region in which the bucket is.
    var region: String?
  }

  /// Makes an error.
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

  /// Whether requests come too fast.
  public var isThrottling: Bool { status == 429 || Self.throttlingCodes.contains(code) }
  /// Whether the same request may succeed later.
  public var isRetryable: Bool { isThrottling || isTransient }
  /// Whether the service failed, or a connection to it, and it may be the next time that it does not.
  var isTransient: Bool {
    [500, 502, 503, 504].contains(status) || Self.transientCodes.contains(code)
      || Self.damageCodes.contains(code)
  }
  /// Whether credentials are at their end, and others may do.
  var isExpiry: Bool { Self.expiryCodes.contains(code) }
  /// Whether the cause may be this machine's clock.
  var mayBeSkew: Bool { Self.skewCodes.contains(code) }

  /// botocore's list for the standard mode (`retries/standard.py`).
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
  /// What was sent arrived with other bytes.
  private static let damageCodes: Set<String> = ["BadDigest", "XAmzContentSHA256Mismatch"]
  private static let expiryCodes: Set<String> = [
    "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired",
  ]
  private static let skewCodes: Set<String> = [
    "AuthFailure", "InvalidSignatureException", "RequestExpired", "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
  ]
}
