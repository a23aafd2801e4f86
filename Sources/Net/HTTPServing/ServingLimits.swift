/// What a server gives its peers before it lets them go.
///
/// Each time counts from its first byte and not from the last one, or a peer that sends a byte now and then would
/// hold a connection for ever.
public struct ServingLimits: Sendable {
  /// Connections beyond which the slowest ones must make room.
  public var connections = 128
  /// The same for the connections of one peer that are neither asked nor answered yet: behind one address there may
  /// be a client and an attacker, so the newcomer is let in and who was slow longest goes.
  public var connectionsOfPeer = 64
  /// How long a connection may stay in any case, so that a burst of honest clients is served.
  public var grace = Duration.milliseconds(250)
  /// From the connection, or the end of the answer before, to the end of a request's head.
  public var head = Duration.seconds(20)
  /// From the end of the head to the end of the body.
  public var body = Duration.seconds(60)
  /// From the first byte of the answer to its last.
  public var answer = Duration.seconds(60)
  /// The bytes of all the bodies that are held at once.
  public var bodyBytes = 256 << 20

  /// The limits of a public server.
  public init() {}

  /// Connections that the library accepts; more wait in the system's queue. The excess is for those that are younger
  /// than `grace`, and for those that are being let go.
  var accepted: Int { 2 * connections }
}
