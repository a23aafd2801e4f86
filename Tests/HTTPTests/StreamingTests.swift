import HTTP
import Testing

/// Answers that are streamed, and who waits for whom.
@Suite struct StreamingTests {
  private let client: HTTPClient
  /// More than all the system's buffers between two programs hold, by far.
  private static let large = 64 << 20
  /// The window, libcurl's buffer, and what Linux keeps at most for a sender (4 MiB) and a receiver (6 MiB).
  private static let held = 16 << 20

  init() throws { client = try Server.client() }

  @Test func `a sender waits while nobody reads`() async throws {
    let response = try await client.open(
      HTTPRequest("GET", Server.url("/endless?name=unread&count=\(Self.large)")))
    let sent = try #require(Int(try await Server.text("/blocked?name=unread", by: client)))
    #expect(sent < Self.held)
    var place = 0
    while let piece = try await response.next() {
      #expect(piece.prefix(8) == pattern(8, from: place)[...])
      place += piece.count
    }
    #expect(place == Self.large)
  }

  @Test func `an early answer is given when the rest is thrown away`() async throws {
    let body = pattern(8 << 20)
    for _ in 0..<20 {
      let answer = try await client.perform(
        HTTPRequest("PUT", Server.url("/early?code=503"), body: body))
      #expect(answer.status == 503)
      #expect(answer.text == "too early")
    }
  }
}
