import Core
import FrameveilTesting
import HTTP
import HTTPServing
import Synchronization
import Testing

/// The server against curl.
@Suite(.blocking) struct HTTPServerTests {
  /// Tells what it got. `/first` is answered once `/second` was asked, `/last` once its task is cancelled.
  private struct Echo: HTTPService {
    let largestBody = 1000
    let second = AsyncEvent()
    let last = AsyncEvent()

    func answer(_ request: ServedRequest) async -> BufferedResponse {
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

  /// Serves as long as the body runs.
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

  /// Runs a command on a thread of its own: on one of the pool's it would keep the service from answering.
  private func curl(_ command: String) async throws -> String {
    let said = try await Aside.run { try Program(["sh", "-c", command]).runTool() }
    return String(decoding: said, as: UTF8.self)
  }

  @Test func `a request comes as it was sent, and so does the answer`() async throws {
    try await serving { server in
      let answer = try await curl(
        """
        curl -si -X PUT --path-as-is -H 'X-Twice: a' -H 'x-twice: b' -d abc \
        'http://\(server.address)/a%20b//../c?d=%2B+e&f'
        """)
      #expect(answer.hasPrefix("HTTP/1.1 201 Created\r\n"))
      #expect(answer.contains("\r\nX-Own: yes\r\n"))
      #expect(answer.hasSuffix(#"PUT /a%20b//../c [d=%2B+e&f] ["a", "b"] cba"#))
    }
  }

  @Test func `a request that is being answered holds no other up`() async throws {
    try await serving { server in
      let url = "http://\(server.address)"
      let answers = try await curl("curl -s \(url)/first & curl -s \(url)/second > /dev/null; wait")
      #expect(answers.hasPrefix("GET /first"))
    }
  }

  @Test(arguments: ["-H 'Transfer-Encoding: chunked'", ""]) func `too large a body is refused in words`(
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

  @Test func `many requests at once are all answered`() async throws {
    try await serving { server in
      let answers = try await curl("seq 200 | xargs -P 50 -I N curl -s -d N http://\(server.address)/N")
      #expect(answers.split(separator: "POST /").count == 200)
    }
  }

  @Test func `stopping cancels what is being answered, and the answer still goes out`() async throws {
    let echo = Echo()
    let server = try HTTPServer(listeningAt: "127.0.0.1:0", echo)
    let url = "http://\(server.address)/last"
    async let answer = curl("curl -s \(url)")
    await echo.last.wait()
    await server.stop()
    #expect(try await answer.hasPrefix("GET /last"))
  }

  @Test func `an address that cannot be is refused in words`() async throws {
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
