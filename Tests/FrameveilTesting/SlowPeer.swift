import Glibc

/// A slow client: it sends parts of a request, reads nothing, and keeps the connection open.
public final class SlowPeer: Sendable {
  private let descriptor: Int32

  /// Connects to `127.0.0.1:PORT` and sends the beginning of a request.
  public init(_ address: String, _ beginning: String) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var server = sockaddr_in()
    server.sin_family = sa_family_t(AF_INET)
    server.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    server.sin_port = UInt16(address.split(separator: ":").last.flatMap { UInt16($0) } ?? 0).bigEndian
    let size = socklen_t(MemoryLayout.size(ofValue: server))
    let status = withUnsafeBytes(of: server) { bytes in
      bytes.baseAddress.map { connect(descriptor, $0.assumingMemoryBound(to: sockaddr.self), size) } ?? -1
    }
    guard status == 0, send(beginning) else { throw TestingError("cannot connect to \(address)") }
  }

  deinit { close(descriptor) }

  /// Sends a text repeatedly, at an interval in milliseconds, until the server closes the connection.
  ///
  /// - Returns: how often it was sent.
  public func trickle(_ piece: String, every milliseconds: Int32) throws -> Int {
    try Blocking.check()
    var count = 0
    while true {
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, milliseconds) == 0, send(piece) else { return count }
      count += 1
    }
  }

  /// Closes the sending side (FIN).
  public func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Waits without reading until the server closes the connection; false after a minute.
  public func isDisconnected() throws -> Bool { try happens(0) }

  /// Waits without reading until the server sends something or closes the connection; false after a minute.
  public func isTold() throws -> Bool { try happens(Int16(POLLIN)) }

  private func happens(_ events: Int16) throws -> Bool {
    try Blocking.check()
    var state = pollfd(fd: descriptor, events: events, revents: 0)
    return poll(&state, 1, 60_000) > 0
  }

  private func send(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }
}
