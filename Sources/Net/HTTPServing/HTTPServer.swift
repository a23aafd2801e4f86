import CMicroHTTP
import Core
import Glibc
import HTTP
import Synchronization

/// Serves HTTP/1.1 on a thread of libmicrohttpd's.
///
/// That thread only moves bytes: a whole request becomes a task that asks the service, and its connection sleeps
/// meanwhile. Bounds are in `ServingLimits`: whoever is slow with a request or an answer is let go.
public actor HTTPServer {
  private let executor = ThreadExecutor(name: "frameveil-http")
  /// A thread of its own, since stopping joins libmicrohttpd's.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Where it listens: `127.0.0.1:8080`.
  public nonisolated let address: String
  private let handler: RequestHandler
  private let socket: ListeningSocket
  private let watch: Task<Void, Never>
  private nonisolated(unsafe) var daemon: OpaquePointer?

  /// Listens at `ADDRESS:PORT` and begins to serve; port 0 means any that is free.
  public init(
    listeningAt address: String, _ service: any HTTPService, limits: ServingLimits = ServingLimits()
  ) throws(ServingError) {
    socket = try ListeningSocket(address)
    self.address = socket.address
    let connections = Connections(limits)
    handler = RequestHandler(service, connections)
    daemon = fv_http_start(
      socket.descriptor, UInt32(limits.accepted), RequestHandler.meet, RequestHandler.begin,
      RequestHandler.take, RequestHandler.end,
      Unmanaged.passUnretained(handler).toOpaque())
    watch = Task { await connections.watch() }
    guard daemon != nil else {
      watch.cancel()
      throw ServingError(.internalFailure, self.address, "libmicrohttpd does not start")
    }
  }

  /// Takes no more requests, cancels the tasks of those under way, waits until their answers are out, and ends.
  public func stop() async {
    guard let daemon else { return }
    self.daemon = nil
    MHD_quiesce_daemon(daemon)
    await handler.close()
    MHD_stop_daemon(daemon)
    watch.cancel()
  }

  // Not `isolated`: Swift 6.3 cannot optimise a module that imports one (its message is "circular reference").
  deinit {
    let isStopped = daemon == nil
    precondition(isStopped, "a server is stopped before it is let go")
  }
}
