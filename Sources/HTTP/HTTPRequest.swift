/// What to send.
public struct HTTPRequest: Sendable {
  /// What follows the head.
  public enum Body: Sendable {
    /// Nothing.
    case none
    /// These bytes, whose number is told.
    case bytes([UInt8])
    /// Piece after piece, each asked for once the one before it is on its way; nil ends it. Without a length it
    /// is sent in chunks (RFC 9112, section 7.1).
    case pieces(length: UInt64?, next: @Sendable () async throws -> [UInt8]?)
  }

  /// `GET`, `PUT` and so on.
  public var method: String
  /// Where to: absolute, percent-encoded, and sent exactly as it stands here.
  public var url: String
  /// The fields to send. `Host`, `Content-Length` and `Accept` are set where they are missing; nothing else is.
  public var headers: HTTPHeaders
  /// What to send after them.
  public var body: Body
  /// How long to wait.
  public var limits: HTTPLimits
  /// Whether it may go through the environment's proxy. What holds or gets a secret of this machine may not.
  public var mayUseProxy = true

  /// Makes a request.
  public init(
    _ method: String, _ url: String, headers: HTTPHeaders = HTTPHeaders(), body: Body = .none,
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
