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
  private nonisolated(unsafe) var daemon: OpaquePointer?

  /// Starts to listen at `ADDRESS:PORT`; port 0 selects a free port.
  public init(
    listeningAt address: String, _ service: any HTTPService, limits: ServingLimits = ServingLimits()
  ) throws(ServingError) {
    socket = try ListeningSocket(address)
    self.address = socket.address
    let connections = Connections(limits)
    handler = RequestHandler(service, connections)
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
