public import HTTP

/// One request to a service, before it is signed.
public struct AWSCall: Sendable {
  /// The service as it is signed: `s3`, `rekognition`, `sts`, `sns`, `states`.
  public var service: String
  /// `GET`, `PUT` and so on.
  public var method: String
  /// The path, not encoded; of S3 without the bucket: `/key`.
  public var path: String
  /// S3's bucket; whether it stands in the host or in the path is decided when the request is made.
  public var bucket: String?
  /// Names and values, not encoded; one without a value is sent without `=`.
  public var query: [(String, String?)]
  /// The fields of the head but those of signing, and `Host`.
  public var headers: HTTPHeaders
  /// The body.
  public var body: [UInt8]
  /// Whether the body is hashed and signed. S3 takes requests without that over TLS; elsewhere it always is.
  public var signsPayload: Bool
  /// Whether it may be sent again where nobody knows whether it was carried out.
  public var isIdempotent: Bool
  /// How long to wait.
  public var limits: HTTPLimits
  /// What the service calls it, for messages: `GetObject`.
  public var operation: String
  /// What it is about, for messages; for S3 the object's URL by itself.
  public var subject: String?
  /// Codes of errors that the caller deals with: they are not retried.
  public var unretriedCodes: Set<String> = []

  /// Makes a call.
  public init(
    service: String, method: String, path: String, bucket: String? = nil, query: [(String, String?)] = [],
    headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], signsPayload: Bool = true,
    isIdempotent: Bool = true, limits: HTTPLimits = HTTPLimits(), operation: String
  ) {
    self.service = service
    self.method = method
    self.path = path
    self.bucket = bucket
    self.query = query
    self.headers = headers
    self.body = body
    self.signsPayload = signsPayload
    self.isIdempotent = isIdempotent
    self.limits = limits
    self.operation = operation
  }

  /// What a message says the call is about.
  var shownSubject: String { subject ?? bucket.map { "s3://\($0)\(path == "/" ? "" : path)" } ?? service }
}
