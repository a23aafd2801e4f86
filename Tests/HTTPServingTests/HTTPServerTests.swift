import Core
import FrameveilTesting
import HTTP
import HTTPServing
import Synchronization
import Testing

/// The server against curl.
@Suite(.blocking) struct HTTPServerTests {
  /// Echoes the request. It responds to `/first` after `/second` was requested, to `/last` after its task is cancelled.
  private struct Echo: HTTPService {
    let maximumBodySize = 1000
    let second = AsyncEvent()
    let last = AsyncEvent()

    func respond(to request: ServedRequest) async -> BufferedResponse {
      switch request.path {
      case "/first": await second.wait()
      case "/second": second.notify()
      case "/last":
        last.notify()
        let never = AsyncEvent()
        while !Task.isCancelled { await never.wait() }
      default: break
      }
      let text = "\(request.method) \(request.path) [\(request.query)] \(request.headers.all("X-Twice")) "
      return BufferedResponse(
        status: 201, headers: ["X-Own": "yes"], body: Array(text.utf8) + request.body.reversed())
    }

    func refuse(_ request: ServedRequest) -> BufferedResponse {
      BufferedResponse(status: 418, body: Array("too large for \(request.path)".utf8))
    }
  }

  /// Runs a server during `body`.
  private func serving(
    _ echo: Echo = Echo(), _ body: @Sendable (HTTPServer) async throws -> Void
  ) async throws {
    let server = try HTTPServer(listeningAt: "127.0.0.1:0", echo)
    do {
      try await body(server)
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  /// Runs a command on a dedicated thread: on a thread of the cooperative pool it could block the service.
  private func curl(_ command: String) async throws -> String {
    let said = try await BlockingThread.run { try Program(["sh", "-c", command]).runTool() }
    return String(decoding: said, as: UTF8.self)
  }

  @Test func `request and response arrive unchanged`() async throws {
    try await serving { server in
      let response = try await curl(
        """
        curl -si -X PUT --path-as-is -H 'X-Twice: a' -H 'x-twice: b' -d abc \
        'http://\(server.address)/a%20b//../c?d=%2B+e&f'
        """)
      #expect(response.hasPrefix("HTTP/1.1 201 Created\r\n"))
      #expect(response.contains("\r\nX-Own: yes\r\n"))
      #expect(response.hasSuffix(#"PUT /a%20b//../c [d=%2B+e&f] ["a", "b"] cba"#))
    }
  }

  @Test func `a request being processed does not block others`() async throws {
    try await serving { server in
      let url = "http://\(server.address)"
      let responses = try await curl("curl -s \(url)/first & curl -s \(url)/second > /dev/null; wait")
      #expect(responses.hasPrefix("GET /first"))
    }
  }

  @Test(arguments: ["-H 'Transfer-Encoding: chunked'", ""])
  func `a body that is too large is refused by the service`(
    option: String
  ) async throws {
    try await serving { server in
      let post = "curl -s -w ' %{http_code}' --data-binary @- \(option) http://\(server.address)"
      let refused = try await curl("head -c 5000 /dev/zero | \(post)/big")
      #expect(refused == "too large for /big 418")
      let taken = try await curl("head -c 1000 /dev/zero | \(post)/fits")
      #expect(taken.hasSuffix("201") && taken.utf8.count > 1000)
    }
  }

  @Test func `concurrent requests all receive a response`() async throws {
    try await serving { server in
      let responses = try await curl("seq 200 | xargs -P 50 -I N curl -s -d N http://\(server.address)/N")
      #expect(responses.split(separator: "POST /").count == 200)
    }
  }

  @Test func `stopping cancels requests being processed, and their responses are sent`() async throws {
    let echo = Echo()
    let server = try HTTPServer(listeningAt: "127.0.0.1:0", echo)
    let url = "http://\(server.address)/last"
    async let response = curl("curl -s \(url)")
    await echo.last.wait()
    await server.stop()
    #expect(try await response.hasPrefix("GET /last"))
  }

  @Test func `invalid and unavailable addresses are errors`() async throws {
    for (address, code) in [
      ("8080", ServingError.Code.invalidAddress), ("127.0.0.1:", .invalidAddress),
      ("127.0.0.1:x", .invalidAddress),
      ("127.0.0.1:70000", .invalidAddress), (":80", .invalidAddress), ("203.0.113.1:0", .unavailable),
    ] {
      let error = #expect(throws: ServingError.self) { try HTTPServer(listeningAt: address, Echo()) }
      #expect(error?.code == code, "\(address)")
    }
    try await serving { server in
      let error = #expect(throws: ServingError.self) { try HTTPServer(listeningAt: server.address, Echo()) }
      #expect(error?.code == .unavailable)
    }
  }
}
