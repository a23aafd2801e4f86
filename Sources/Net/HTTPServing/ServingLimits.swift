/// The limits of a server for its connections.
///
/// Each timeout counts from the start of its phase and not from the last byte, since a client that sends a byte now and
/// then could otherwise keep a connection open forever.
public struct ServingLimits: Sendable {
  /// The maximum number of connections; beyond it, the slowest are closed.
  public var connections = 128
  /// The maximum number of connections per peer, not counting those whose request is being processed. Beyond it, the
  /// slowest are closed rather than new ones rejected: client and attacker may share an address (NAT).
  public var connectionsOfPeer = 64
  /// The minimum time in a phase before a connection is evicted, so that a burst of honest clients is served.
  public var grace = Duration.milliseconds(250)
  /// The timeout for the head of a request, from the connection or the end of the previous response.
  public var head = Duration.seconds(20)
  /// The timeout for the body of a request, from the end of its head.
  public var body = Duration.seconds(60)
  /// The timeout for sending the response.
  public var response = Duration.seconds(60)
  /// The maximum size of all buffered bodies together, in bytes.
  public var bodyBytes = 256 << 20

  /// The defaults suit a public server.
  public init() {}

  /// The number of connections that libmicrohttpd accepts; more wait in the accept queue. The surplus is for
  /// connections within `grace` and for those being closed.
  var accepted: Int { 2 * connections }
}
