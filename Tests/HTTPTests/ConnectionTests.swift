import FrameveilTesting
import Glibc
import HTTP
import Testing

/// Connecting directly or through a proxy. Environment variables are global to a process, so tests that set them run in
/// a process of their own.
@Suite struct ConnectionTests {
  @Test func `connection refused`() async throws {
    let error = await failure { try await get("http://127.0.0.1:1/") }
    #expect(error?.code == .cannotConnect)
    #expect(error?.message == "127.0.0.1:1: connection refused or host unreachable")
  }

  @Test func `an unknown host name`() async throws {
    let error = await failure { try await get("http://nowhere.invalid/secret?key=secret") }
    #expect(error?.code == .cannotConnect)
    #expect(error?.message == "nowhere.invalid: the host name cannot be resolved")
    #expect(error?.description.contains("secret") == false)
  }

  @Test func `requests are sent through a proxy`() async {
    await #expect(processExitsWith: .success) {
      setenv("http_proxy", try "http://127.0.0.1:\(Server.port)", 1)
      let response = try await Server.client().perform(HTTPRequest("GET", "http://far.test/a//../b?c"))
      #expect(response.text == "by proxy: http://far.test/a//../b?c")
      setenv("no_proxy", "127.0.0.1", 1)
      #expect(try await Server.text("/echo", by: Server.client()).hasPrefix("GET /echo "))
    }
  }

  @Test func `TLS is tunnelled through a proxy, whose response head is not that of the server`() async {
    await #expect(processExitsWith: .success) {
      let authority = try await BlockingThread.run { try Authority() }
      setenv("HTTPS_PROXY", try "http://127.0.0.1:\(Server.port)", 1)
      let client = try Server.client(CertificateBundle(origin: "a test", path: authority.certificate))
      let url = "https://127.0.0.1:\(authority.right)/echo"
      let response = try await client.perform(HTTPRequest("GET", url))
      #expect(response.text.hasPrefix("GET /echo "))
      #expect(response.headers["X-Proxy"] == nil)
    }
  }

  @Test func `the error for an unreachable proxy names the proxy`() async {
    await #expect(processExitsWith: .success) {
      setenv("http_proxy", "http://127.0.0.1:1", 1)
      let error = await failure { try await get("http://far.test/") }
      #expect(error?.code == .cannotConnect)
      #expect(error?.message == "far.test: the connection to the proxy failed")
      setenv("http_proxy", "http://nowhere.invalid:80", 1)
      let unknown = await failure { try await get("http://far.test/") }
      #expect(unknown?.code == .configuration)
      #expect(unknown?.message == "far.test: the host name of the proxy cannot be resolved")
    }
  }

  @Test func `a rejected CONNECT request is reported`() async {
    await #expect(processExitsWith: .success) {
      setenv("https_proxy", try "http://127.0.0.1:\(Server.port)", 1)
      let error = await failure { try await get("https://refused.test/") }
      #expect(error?.code == .cannotConnect)
      #expect(error?.message == "refused.test: the proxy rejected the CONNECT request (status 403)")
    }
  }
}

private func get(_ url: String) async throws {
  _ = try await Server.client().perform(HTTPRequest("GET", url))
}
