/// What to send.
public struct HTTPRequest: Sendable {
  /// `GET`, `PUT` and so on.
  public var method: String
  /// Where to: absolute, percent-encoded, and sent exactly as it stands here.
  public var url: String
  /// The fields to send. `Host`, `Content-Length` and `Accept` are set where they are missing; nothing else is.
  public var headers: HTTPHeaders
  /// What to send after them; nil for nothing, which is not the same as an empty body.
  public var body: [UInt8]?
  /// How long to wait.
  public var limits: HTTPLimits
  /// Whether it may go through the environment's proxy. What holds or gets a secret of this machine may not.
  public var mayUseProxy = true

  /// Makes a request.
  public init(
    _ method: String, _ url: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8]? = nil,
    limits: HTTPLimits = HTTPLimits()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.limits = limits
  }
}

/// How long to wait for the other side, in seconds.
public struct HTTPLimits: Sendable, Equatable {
  /// Until the connection stands, TLS with it.
  public var connect: Double
  /// Without a single byte either way, while bytes are wanted.
  public var stall: Double
  /// From first to last; nil for no limit.
  public var total: Double?

  /// The limits of the AWS SDKs' standard defaults for connecting, and a minute for stalls.
  public init(connect: Double = 5, stall: Double = 60, total: Double? = nil) {
    self.connect = connect
    self.stall = stall
    self.total = total
  }
}
