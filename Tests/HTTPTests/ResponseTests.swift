import HTTP
import Testing

/// Receiving responses, complete and broken.
@Suite struct ResponseTests {
  private let client: HTTPClient

  init() throws { client = try Server.client() }

  private func get(_ path: String) async throws -> BufferedResponse {
    try await client.perform(HTTPRequest("GET", Server.url(path)), upTo: 64 << 20)
  }

  @Test(arguments: [200, 206, 301, 304, 400, 401, 403, 404, 407, 412, 416, 500, 503])
  func `any status code is a response`(status: Int) async throws {
    #expect(try await get("/status?code=\(status)").status == status)
  }

  @Test func `interim responses are skipped and repeated fields are kept`() async throws {
    let response = try await get("/interim")
    #expect(response.status == 200)
    #expect(response.text == "final")
    #expect(response.headers.all("x-which") == ["yes"])
    #expect(response.headers.all("Set-Cookie") == ["a=1", "b=2"])
    #expect(response.headers["X-Empty"] == "")
    #expect(response.headers["Link"] == nil)
  }

  @Test func `redirections are not followed and content encodings are not decoded`() async throws {
    let redirection = try await get("/redirect")
    #expect(redirection.status == 302)
    #expect(redirection.headers["Location"] == "/echo")
    #expect(try await get("/encoded").text == "not really gzip")
  }

  @Test func `cookies are not stored`() async throws {
    _ = try await get("/interim")
    #expect(try await !get("/echo").text.contains("Cookie"))
  }

  @Test(arguments: [
    "/bytes?count=5000003", "/chunked?count=5000003&chunk=70001", "/until-close?count=5000003",
  ])
  func `a large body arrives complete and in order`(path: String) async throws {
    let body = try await get(path).body
    #expect(body == pattern(5_000_003))
  }

  @Test(arguments: [
    "/bytes?count=100000&sent=99999", "/bytes?count=100000&sent=0", "/chunked?count=50000&cut=1",
    "/chunked?count=50000&bad=1", "/half-head", "/half-head?reset=1",
    "/nothing", "/reset",
  ])
  func `an incomplete response is an error`(path: String) async throws {
    let error = await failure { _ = try await get(path) }
    #expect(error?.code == .broken)
    #expect(error?.message.hasPrefix("127.0.0.1:") == true)
  }

  @Test func `bytes before a break are delivered`() async throws {
    let response = try await client.open(HTTPRequest("GET", Server.url("/bytes?count=100000&sent=99999")))
    var bytes: [UInt8] = []
    let error = await failure { while let piece = try await response.next() { bytes += piece } }
    #expect(error?.code == .broken)
    #expect(bytes == pattern(99_999))
  }

  @Test func `a response that is not HTTP is an error`() async throws {
    #expect(await failure { _ = try await get("/nonsense") }?.code == .invalidResponse)
  }

  @Test(arguments: ["line", "lines", "interim", "trailers"])
  func `the head has a size limit`(of: String) async throws {
    let error = await failure { _ = try await get("/heads?of=\(of)") }
    #expect(error?.code == .tooLarge || of == "line" && error != nil, "\(String(describing: error))")
  }

  @Test func `the body has a size limit`() async throws {
    let error = await failure {
      _ = try await client.perform(HTTPRequest("GET", Server.url("/bytes?count=1001")), upTo: 1000)
    }
    #expect(error?.code == .tooLarge)
    #expect(try await get("/bytes?count=1000").body.count == 1000)
  }

  @Test func `a connection is reused`() async throws {
    var numbers: Set<String?> = []
    for index in 0..<20 {
      numbers.insert(try await get("/bytes?count=\(index * 1000)").headers["Connection-Number"])
      let post = try HTTPRequest("POST", Server.url("/check"), body: pattern(index * 1000))
      numbers.insert(try await client.perform(post).headers["Connection-Number"])
    }
    #expect(numbers.count == 1)
  }

  @Test func `requests run concurrently`() async throws {
    let counts = try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<50 {
        group.addTask {
          let count = 100_000 + index
          return try await self.get("/bytes?count=\(count)").body == pattern(count)
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(counts == 50)
  }
}
