/// A request to send.
public struct HTTPRequest: Sendable {
  /// `GET`, `PUT` and so on.
  public var method: String
  /// The absolute, percent-encoded URL, sent unchanged.
  public var url: String
  /// The header fields. Missing `Host`, `Content-Length`, `Accept` and `User-Agent` fields are added, no others.
  public var headers: HTTPHeaders
  /// The body; nil for none, which differs from an empty body (`Content-Length: 0`).
  public var body: [UInt8]?
  /// The timeouts.
  public var timeouts: HTTPTimeouts
  /// Whether to use the proxy configured in the environment. False for requests that carry or fetch credentials of this
  /// machine, such as those to the instance metadata service.
  public var mayUseProxy = true

  public init(
    _ method: String, _ url: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8]? = nil,
    timeouts: HTTPTimeouts = HTTPTimeouts()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeouts = timeouts
  }
}

/// The timeouts of a request, in seconds.
public struct HTTPTimeouts: Sendable, Equatable {
  /// For establishing the connection, including TLS.
  public var connect: Double
  /// For the time without a byte in either direction, not counting time in which the reader applies back-pressure.
  public var stall: Double
  /// For the whole transfer; nil for no limit.
  public var total: Double?

  /// The connect timeout of the AWS SDKs' standard defaults mode, and a minute for stalls.
  public init(connect: Double = 5, stall: Double = 60, total: Double? = nil) {
    self.connect = connect
    self.stall = stall
    self.total = total
  }
}
