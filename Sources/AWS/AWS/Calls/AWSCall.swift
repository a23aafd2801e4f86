public import HTTP

/// A request to an AWS service before its endpoint is resolved and before it is signed.
public struct AWSCall: Sendable {
  /// The signing name of the service: `s3`, `rekognition`, `sts`, `sns`, `states`.
  public var service: String
  /// The HTTP method: `GET`, `PUT`.
  public var method: String
  /// The path, not percent-encoded. For S3 it is without the bucket: `/key`.
  public var path: String
  /// The S3 bucket. The endpoint rules decide between virtual-hosted and path style when the call is sent.
  public var bucket: String?
  /// Query parameters, not percent-encoded. A nil value is sent as the name without `=`.
  public var query: [(String, String?)]
  /// Header fields without `Host` and those that signing adds.
  public var headers: HTTPHeaders
  public var body: [UInt8]
  /// Whether the body is hashed and signed. S3 accepts unsigned payloads over TLS; in all other cases the
  /// body is signed regardless of this value.
  public var signsPayload: Bool
  /// Whether the call may be sent again when it is unknown if the service carried it out.
  public var isIdempotent: Bool
  /// The timeouts of each attempt.
  public var timeouts: HTTPTimeouts
  /// The API operation, for error messages: `GetObject`.
  public var operation: String
  /// The resource, for error messages. If nil, S3 calls use the `s3://` URL and other calls the service name.
  public var subject: String?
  /// Error codes that the caller handles; the client does not retry them.
  public var unretriedCodes: Set<String> = []

  public init(
    service: String, method: String, path: String, bucket: String? = nil, query: [(String, String?)] = [],
    headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], signsPayload: Bool = true,
    isIdempotent: Bool = true, timeouts: HTTPTimeouts = HTTPTimeouts(), operation: String
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
    self.timeouts = timeouts
    self.operation = operation
  }

  /// The resource as error messages name it.
  var displaySubject: String { subject ?? bucket.map { "s3://\($0)\(path == "/" ? "" : path)" } ?? service }
}
