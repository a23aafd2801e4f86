import HTTP
import Testing

/// Requests as sent on the wire.
@Suite struct RequestTests {
  private let client: HTTPClient

  init() throws { client = try Server.client() }

  private func echoed(_ request: HTTPRequest) async throws -> [String] {
    try await client.perform(request).text.split(separator: "\r\n", omittingEmptySubsequences: false)
      .map(String.init)
  }

  @Test(arguments: [
    "/echo/a//b/../c/./d%20e+f%2Fg", "/echo/", "/echo/%41~'()*!$&,;=:@",
    "/echo?list-type=2&prefix=a%2Fb&uploads",
    "/echo/..//?x=../y", "/echo/gr%C3%BC%C3%9Fe?",
  ])
  func `a URL is sent unchanged`(path: String) async throws {
    let lines = try await echoed(HTTPRequest("GET", Server.url(path)))
    #expect(lines[0] == "GET \(path) HTTP/1.1")
  }

  @Test func `fields are sent in order, and only missing ones are added`() async throws {
    let headers: HTTPHeaders = ["X-B": "2", "X-A": "1", "x-b": "3", "X-Empty": ""]
    let lines = try await echoed(HTTPRequest("GET", Server.url("/echo"), headers: headers))
    let own = lines.dropFirst().filter { $0.lowercased().hasPrefix("x-") }
    #expect(own == ["X-B: 2", "X-A: 1", "x-b: 3", "X-Empty:"])
    let names = lines.dropFirst().compactMap { $0.split(separator: ":").first?.lowercased() }.prefix {
      !$0.isEmpty
    }
    #expect(Set(names) == ["host", "user-agent", "accept", "x-a", "x-b", "x-empty"])
    #expect(lines.contains("User-Agent: frameveil/test"))
  }

  @Test func `default fields can be overridden`() async throws {
    let headers: HTTPHeaders = ["Host": "bucket.example", "Accept": "text/plain", "User-Agent": "me"]
    let lines = try await echoed(HTTPRequest("GET", Server.url("/echo"), headers: headers))
    #expect(lines.contains("Host: bucket.example"))
    #expect(lines.contains("Accept: text/plain"))
    #expect(lines.contains("User-Agent: me"))
    #expect(
      lines.filter { $0.hasPrefix("Host") || $0.hasPrefix("Accept") || $0.hasPrefix("User") }.count == 3)
  }

  @Test(arguments: ["POST", "PUT", "PATCH", "DELETE", "GET"])
  func `a body is sent with Content-Length and without Expect`(method: String) async throws {
    let body = pattern(3 << 20)
    let response = try await client.perform(
      HTTPRequest(method, Server.url("/check"), body: body))
    #expect(response.text == "3145728 True")
    let lines = try await echoed(HTTPRequest(method, Server.url("/echo"), body: Array("hello".utf8)))
    #expect(lines[0] == "\(method) /echo HTTP/1.1")
    #expect(lines.contains("Content-Length: 5"))
    #expect(!lines.contains { $0.hasPrefix("Expect") || $0.hasPrefix("Transfer-Encoding") })
    #expect(lines.last == "hello")
  }

  @Test func `a POST without a body sends Content-Length 0`() async throws {
    let lines = try await echoed(HTTPRequest("POST", Server.url("/echo?uploads")))
    #expect(lines.contains("Content-Length: 0"))
    let get = try await echoed(HTTPRequest("GET", Server.url("/echo")))
    #expect(!get.contains { $0.hasPrefix("Content-Length") })
  }

  @Test func `a HEAD response has no body`() async throws {
    let response = try await client.perform(HTTPRequest("HEAD", Server.url("/bytes?count=0")))
    #expect(response.status == 200)
    #expect(response.headers["content-length"] == "0")
  }

  @Test(arguments: ["a\r\nX-Smuggled: 1", "a\nb", "a\0b"])
  func `control characters in a field value are rejected`(value: String) async throws {
    let request = try HTTPRequest("GET", Server.url("/echo"), headers: ["X": value])
    #expect(await failure { _ = try await client.perform(request) }?.code == .invalidHead)
  }

  @Test(arguments: ["ftp://127.0.0.1/a", "file:///etc/passwd", "/a", "http:///a", "127.0.0.1/a", ""])
  func `only http and https URLs are accepted`(url: String) async throws {
    #expect(await failure { _ = try await client.perform(HTTPRequest("GET", url)) }?.code == .invalidURL)
  }

  @Test func `the error for a malformed URL contains no secrets`() async throws {
    let url = "http://me:secret@127.0.0.1:99999999/a?signature=secret"
    let error = await failure { _ = try await client.perform(HTTPRequest("GET", url)) }
    #expect(error?.code == .invalidURL)
    #expect(error?.description.contains("secret") == false)
  }
}
