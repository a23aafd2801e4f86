import CMicroHTTP
import Channels
import Glibc
import HTTP
import Synchronization

/// Serves HTTP/1.1 on a thread of libmicrohttpd's.
///
/// That thread only moves bytes: a whole request becomes a task that asks the service, and its connection sleeps
/// meanwhile. Bounds: `connections` at once, each with a body of the service's choice; more wait in the system's
/// queue. A client that says nothing for a minute is dropped.
public actor HTTPServer {
  private let executor = ThreadExecutor(name: "frameveil-http")
  /// A thread of its own, since stopping joins libmicrohttpd's.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Where it listens: `127.0.0.1:8080`.
  public nonisolated let address: String
  private let desk: Desk
  private let socket: ListeningSocket
  private nonisolated(unsafe) var daemon: OpaquePointer?

  /// Connections at once. With bodies of 8 MiB they hold 256 MiB at most.
  static let connections: UInt32 = 32
  private static let idleSeconds: UInt32 = 60

  /// Listens at `ADDRESS:PORT` and begins to serve; port 0 means any that is free.
  public init(listeningAt address: String, _ service: any HTTPService) throws(ServingError) {
    socket = try ListeningSocket(address)
    self.address = socket.address
    desk = Desk(service)
    daemon = fv_http_start(
      socket.descriptor, Self.connections, Self.idleSeconds, Desk.begin, Desk.take, Desk.end,
      Unmanaged.passUnretained(desk).toOpaque())
    guard daemon != nil else {
      throw ServingError(.internalFailure, self.address, "libmicrohttpd does not start")
    }
  }

  /// Takes no more requests, cancels the tasks of those under way, waits until their answers are out, and ends.
  public func stop() async {
    guard let daemon else { return }
    self.daemon = nil
    MHD_quiesce_daemon(daemon)
    await desk.close()
    MHD_stop_daemon(daemon)
  }

  // Not `isolated`: Swift 6.3 cannot optimise a module that imports one (its message is "circular reference").
  deinit {
    let isStopped = daemon == nil
    precondition(isStopped, "a server is stopped before it is let go")
  }
}
