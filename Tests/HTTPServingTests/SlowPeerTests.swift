import FrameveilTesting
import HTTP
import HTTPServing
import Testing

/// Slow clients (Slowloris and similar attacks) next to an honest one.
@Suite(.blocking) struct SlowPeerTests {
  /// Responds to `/large` with more than fits into all socket buffers.
  private struct Large: HTTPService {
    let maximumBodySize = 1 << 20
    func respond(to request: ServedRequest) async -> BufferedResponse {
      BufferedResponse(
        status: 200, body: [UInt8](repeating: 7, count: request.path == "/large" ? 8 << 20 : 1))
    }
    func refuse(_ request: ServedRequest) -> BufferedResponse { BufferedResponse(status: 413) }
  }

  private static let head = "POST / HTTP/1.1\r\nHost: a\r\nX-Slow: "
  /// The server says "100 Continue" when it waits for the body.
  private static let body =
    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n"
  private static let chunks =
    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"
  private static let response = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n"

  private func serving(
    _ limits: ServingLimits, _ body: @Sendable @escaping (String) throws -> Void
  ) async throws {
    let server = try HTTPServer(listeningAt: "127.0.0.1:0", Large(), limits: limits)
    do {
      try await BlockingThread.run { [address = server.address] in try body(address) }
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  private static func ask(_ address: String) throws -> String {
    let said = try Program(["curl", "-s", "-m", "60", "-w", "%{http_code}", "-d", "x", "http://\(address)/"])
      .runTool()
    return String(decoding: said.dropFirst(), as: UTF8.self)
  }

  @Test(arguments: ["", head, body, chunks, response], [1, 12, 60])
  func `an honest client receives a response next to slow ones`(beginning: String, peers: Int) async throws {
    var limits = ServingLimits()
    (limits.connections, limits.connectionsOfPeer) = (4, 2)
    limits.grace = .milliseconds(20)
    try await serving(limits) { address in
      let slow = try (0..<peers).map { _ in try SlowPeer(address, beginning) }
      // Those in the head are accepted in their order, before the honest client. The others are in their phase once they
      // are told something. So the honest client is the last to be closed, however long it takes.
      if !["", Self.head].contains(beginning) { for peer in slow { try #require(try peer.isTold()) } }
      let status = try Self.ask(address)
      #expect(status == "200" && slow.count == peers)
    }
  }

  @Test(arguments: [("", "\r\n"), (head, "x"), (head, "\r\nX-More: y"), (body, "x"), (chunks, "1\r\nx\r\n")])
  func `a timeout counts from the start of its phase, whatever trickles in`(beginning: String, piece: String)
    async throws
  {
    var limits = ServingLimits()
    limits.grace = .milliseconds(20)
    (limits.head, limits.body) = (.milliseconds(100), .milliseconds(100))
    try await serving(limits) { address in
      let sent = try SlowPeer(address, beginning).trickle(piece, every: 5)
      #expect(sent < 900, "the request ended by itself")
    }
  }

  @Test(arguments: [head, body, chunks])
  func `a client that closes its side within a request is disconnected at once`(beginning: String)
    async throws
  {
    var limits = ServingLimits()
    (limits.head, limits.body) = (.seconds(3600), .seconds(3600))
    try await serving(limits) { address in
      // The FIN may arrive before or after the request is read.
      for _ in 0..<40 {
        let peer = try SlowPeer(address, beginning)
        peer.finish()
        #expect(try peer.isDisconnected())
      }
    }
  }

  @Test func `a response that is not read is aborted`() async throws {
    var limits = ServingLimits()
    (limits.grace, limits.response) = (.milliseconds(20), .milliseconds(100))
    try await serving(limits) { address in
      let slow = try SlowPeer(address, Self.response)
      #expect(try slow.isDisconnected())
    }
  }

  @Test func `a body without memory is postponed with 503`() async throws {
    var limits = ServingLimits()
    limits.bodyBytes = 10
    try await serving(limits) { address in
      let post = ["curl", "-s", "-D", "-", "-o", "/dev/null", "-d", "01234567890", "http://\(address)/"]
      let response = String(decoding: try Program(post).runTool(), as: UTF8.self)
      #expect(response.hasPrefix("HTTP/1.1 503 ") && response.contains("\r\nRetry-After: 1\r\n"))
      #expect(try Self.ask(address) == "200")
    }
  }
}
