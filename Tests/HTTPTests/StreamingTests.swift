import HTTP
import Testing

/// Streamed responses and back-pressure.
@Suite struct StreamingTests {
  private let client: HTTPClient
  /// Far more than all socket buffers between two processes.
  private static let large = 64 << 20
  /// More than `ReceiveBuffer.window`, libcurl's buffer, and Linux's largest send (4 MiB) and receive (6 MiB) buffers.
  private static let bufferLimit = 16 << 20

  init() throws { client = try Server.client() }

  @Test func `the sender is blocked while nothing is read`() async throws {
    let response = try await client.open(
      HTTPRequest("GET", Server.url("/endless?name=unread&count=\(Self.large)")))
    let sent = try #require(Int(try await Server.text("/blocked?name=unread", by: client)))
    #expect(sent < Self.bufferLimit)
    var offset = 0
    while let chunk = try await response.next() {
      #expect(chunk.prefix(8) == pattern(8, from: offset)[...])
      offset += chunk.count
    }
    #expect(offset == Self.large)
  }

  @Test func `an early response is delivered, and the rest of the request is dropped`() async throws {
    let body = pattern(8 << 20)
    for _ in 0..<20 {
      let response = try await client.perform(
        HTTPRequest("PUT", Server.url("/early?code=503"), body: body))
      #expect(response.status == 503)
      #expect(response.text == "too early")
    }
  }
}
