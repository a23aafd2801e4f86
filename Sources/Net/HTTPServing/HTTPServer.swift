import CMicroHTTP
import Core
import Glibc
import HTTP
import Synchronization

/// An HTTP/1.1 server on libmicrohttpd.
///
/// libmicrohttpd's thread only transfers bytes. For each complete request a task calls the service, while the
/// connection is suspended. Slow connections are closed, by the limits in `ServingLimits`.
public actor HTTPServer {
  private let executor = ThreadExecutor(name: "frameveil-http")
  /// A dedicated thread, since `MHD_stop_daemon` joins libmicrohttpd's thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// The address and port: `127.0.0.1:8080`.
  public nonisolated let address: String
  private let handler: RequestHandler
  private let socket: ListeningSocket
  private let watch: Task<Void, Never>
  // Unsafe for `deinit` only, which runs when there is no other reference. Otherwise `init` sets it, and `stop` uses it
  // on the actor.
  private nonisolated(unsafe) var daemon: OpaquePointer?

  /// Starts to listen at `ADDRESS:PORT`; port 0 selects a free port.
  public init(
    listeningAt address: String, _ service: any HTTPService, limits: ServingLimits = ServingLimits()
  ) throws(ServingError) {
    try self.init(listeningAt: address, limits: limits) { _ in service }
  }

  /// Starts to listen with a service that knows the address.
  ///
  /// - Parameter makeService: makes the service for the address that is bound, with its port.
  public init(
    listeningAt address: String, limits: ServingLimits = ServingLimits(),
    _ makeService: (_ address: String) -> any HTTPService
  ) throws(ServingError) {
    socket = try ListeningSocket(address)
    self.address = socket.address
    let connections = Connections(limits)
    handler = RequestHandler(makeService(socket.address), connections)
    // The handler is not retained by libmicrohttpd: this actor holds it, and must be stopped before it is released.
    daemon = fv_http_start(
      socket.descriptor, UInt32(limits.accepted), RequestHandler.connectionChanged, RequestHandler.begin,
      RequestHandler.take, RequestHandler.end,
      Unmanaged.passUnretained(handler).toOpaque())
    watch = Task { await connections.watch() }
    guard daemon != nil else {
      watch.cancel()
      throw ServingError(.internalFailure, self.address, "libmicrohttpd failed to start")
    }
  }

  /// Stops accepting connections, cancels the tasks of pending requests, and waits until their responses are sent.
  ///
  /// `MHD_stop_daemon` blocks until libmicrohttpd's thread has ended. That thread never waits for this actor.
  public func stop() async {
    guard let daemon else { return }
    self.daemon = nil
    MHD_quiesce_daemon(daemon)
    await handler.close()
    MHD_stop_daemon(daemon)
    watch.cancel()
  }

  // Not an `isolated deinit`: Swift 6.3 fails to optimise a module that imports one ("circular reference").
  deinit {
    let isStopped = daemon == nil
    precondition(isStopped, "HTTPServer must be stopped before it is released")
  }
}

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

/// The failure to start a server: address, cause and remedy.
public struct ServingError: Error, Sendable, CustomStringConvertible {
  /// The class of a failure. More may be added.
  public struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// The address is malformed or cannot be resolved.
    public static let invalidAddress = Code("invalidAddress")
    /// The address is not local or already in use.
    public static let unavailable = Code("unavailable")
    /// The port is privileged.
    public static let noPermission = Code("noPermission")
    /// libmicrohttpd failed unexpectedly.
    public static let internalFailure = Code("internalFailure")
  }

  public var code: Code
  /// `address: what happened; remedy`.
  public var description: String

  init(_ code: Code, _ address: String, _ message: String) {
    self.code = code
    description = "\(address): \(message)"
  }

  /// The error for a `bind` or `listen` that failed with `errno`.
  init(_ address: String, errno code: Int32) {
    switch code {
    case EACCES, EPERM:
      self.init(.noPermission, address, "no permission to listen on this port; choose a port from 1024 up")
    case EADDRINUSE:
      self.init(.unavailable, address, "is already in use; choose another port, or 0 for any free port")
    case EADDRNOTAVAIL:
      self.init(.unavailable, address, "is not an address of this machine; 127.0.0.1 always is")
    default:
      self.init(.unavailable, address, "cannot listen: \(String(cString: strerror(code)))")
    }
  }
}
