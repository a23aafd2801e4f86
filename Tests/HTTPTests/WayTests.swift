import FrameveilTesting
import Glibc
import HTTP
import Testing

/// How a host is reached: directly or through a proxy. Variables are of a whole process, so what sets them runs in
/// one of its own.
@Suite struct WayTests {
  @Test func `nobody listens`() async throws {
    let error = await failure { try await get("http://127.0.0.1:1/") }
    #expect(error?.code == .cannotConnect)
    #expect(error?.message == "127.0.0.1:1: nobody answers there")
  }

  @Test func `no such host`() async throws {
    let error = await failure { try await get("http://nowhere.invalid/secret?key=secret") }
    #expect(error?.code == .cannotConnect)
    #expect(error?.message == "nowhere.invalid: no such host is known")
    #expect(error?.description.contains("secret") == false)
  }

  @Test func `a proxy carries requests`() async {
    await #expect(processExitsWith: .success) {
      setenv("http_proxy", try "http://127.0.0.1:\(Server.port)", 1)
      let answer = try await Server.client().perform(HTTPRequest("GET", "http://far.test/a//../b?c"))
      #expect(answer.text == "by proxy: http://far.test/a//../b?c")
      setenv("no_proxy", "127.0.0.1", 1)
      #expect(try await Server.text("/echo", by: Server.client()).hasPrefix("GET /echo "))
    }
  }

  @Test func `a proxy carries TLS, and its own head is not the answer's`() async {
    await #expect(processExitsWith: .success) {
      let authority = try await Aside.run { try Authority() }
      setenv("HTTPS_PROXY", try "http://127.0.0.1:\(Server.port)", 1)
      let client = try Server.client(CertificateBundle(origin: "a test", path: authority.certificate))
      let url = "https://127.0.0.1:\(authority.right)/echo"
      let answer = try await client.perform(HTTPRequest("GET", url))
      #expect(answer.text.hasPrefix("GET /echo "))
      #expect(answer.headers["X-Proxy"] == nil)
    }
  }

  @Test func `a proxy that does not answer is named as such`() async {
    await #expect(processExitsWith: .success) {
      setenv("http_proxy", "http://127.0.0.1:1", 1)
      let error = await failure { try await get("http://far.test/") }
      #expect(error?.code == .cannotConnect)
      #expect(error?.message == "far.test: the proxy does not answer")
      setenv("http_proxy", "http://nowhere.invalid:80", 1)
      let unknown = await failure { try await get("http://far.test/") }
      #expect(unknown?.code == .configuration)
      #expect(unknown?.message == "far.test: the proxy's name is not known")
    }
  }

  @Test func `a proxy that refuses says so`() async {
    await #expect(processExitsWith: .success) {
      setenv("https_proxy", try "http://127.0.0.1:\(Server.port)", 1)
      let error = await failure { try await get("https://refused.test/") }
      #expect(error?.code == .cannotConnect)
      #expect(error?.message == "refused.test: the proxy refuses the way (status 403)")
    }
  }
}

private func get(_ url: String) async throws {
  _ = try await Server.client().perform(HTTPRequest("GET", url))
}
