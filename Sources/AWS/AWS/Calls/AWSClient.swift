public import HTTP

/// Sends signed requests to AWS services, retries them, and throws the errors that the services return.
///
/// A program needs one client. The client caches credentials and refreshes them before they expire. All calls
/// share the clock correction, the bucket regions and the retry quota.
public final class AWSClient: Sendable {
  private let sender: CallSender
  private let identity: CredentialsCache

  /// Reads environment variables and the shared config files. Credentials are resolved by the first call that
  /// needs them.
  ///
  /// - Parameters:
  ///   - profile: a profile of the shared config files; nil uses `AWS_PROFILE`, then `default`.
  ///   - environment: environment variables, files, clock and randomness; tests replace it.
  /// - Throws: `AWSSetupError` if a file or a setting is invalid.
  public init(
    transport: any HTTPTransport, profile: String? = nil, environment: AWSEnvironment = .process
  ) throws(AWSSetupError) {
    let sender = try CallSender(AWSSettings(environment, profile: profile), transport)
    self.sender = sender
    identity = CredentialsCache(now: environment.now) {
      // Other programs replace expired keys in the shared files, so each refresh reads the files again.
      let settings = try AWSSettings(environment, profile: profile)
      let tokens = SecurityTokenService(sender: sender)
      return try await CredentialProviderChain(settings: settings, transport: transport, tokens: tokens)
        .load()
    }
  }

  /// Sends a call and collects the body of the successful response, up to `limit` bytes.
  ///
  /// - Throws: `AWSError` for an error response, `HTTPError` for a transport error or a body over the limit,
  ///   `AWSSetupError` if credentials, region or endpoint cannot be resolved, `CancellationError`.
  public func perform(_ call: AWSCall, upTo limit: Int = 16 << 20) async throws -> BufferedResponse {
    try await perform(call, upTo: limit) { $0 }
  }

  /// Sends a call, collects the body of the successful response and decodes it with `read`. An `AWSError` or
  /// `HTTPError` that `read` throws, for an error document in the body or a malformed body, is retried like
  /// any other.
  public func perform<Value: Sendable>(
    _ call: AWSCall, upTo limit: Int = 16 << 20, read: (BufferedResponse) throws -> Value
  ) async throws -> Value {
    try await sender.send(call, as: identity) { response in
      let body = try await response.collect(upTo: limit)
      return try read(BufferedResponse(status: response.status, headers: response.headers, body: body))
    }
  }

  /// Sends a call and returns the successful response as soon as its head has arrived. The caller streams the
  /// body; an interrupted body is not retried. Throws the same errors as `perform`.
  public func open(_ call: AWSCall) async throws -> HTTPResponse {
    try await sender.send(call, as: identity) { $0 }
  }

  /// A URL with which anyone can send a call, without a body and without further header fields. Nothing is sent.
  ///
  /// - Parameter seconds: the lifetime, for S3 up to seven days. A URL ends earlier with temporary credentials.
  /// - Throws: `AWSSetupError` if credentials, region or endpoint cannot be resolved.
  public func presignedURL(for call: AWSCall, expires seconds: Int) async throws -> String {
    try await sender.presignedURL(for: call, as: identity, expires: seconds)
  }
}

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
