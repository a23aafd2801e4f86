import HTTP
import Synchronization
import Testing

/// Bodies that are streamed, and who waits for whom.
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

  @Test func `a body is asked for no faster than it goes`() async throws {
    let piece = pattern(1 << 20)
    let given = Mutex(0)
    let request = try HTTPRequest(
      "PUT", Server.url("/hold?name=slow"),
      body: .pieces(length: UInt64(Self.large)) {
        given.withLock { $0 += 1 }
        return piece
      })
    async let answer = client.perform(request)
    _ = try await Server.text("/held?name=slow", by: client)
    let ahead = given.withLock { $0 } << 20
    #expect(ahead > 0 && ahead < Self.held)
    _ = try await Server.text("/release?name=slow", by: client)
    #expect(try await answer.text.hasPrefix("\(Self.large) "))
  }

  @Test(arguments: [true, false])
  func `pieces are put together, with their length told or in chunks`(isLengthTold: Bool) async throws {
    let sizes = [1, 70_000, 0, 3, 2_000_000, 16_384]
    let total = sizes.reduce(0, +)
    let pieces = Pieces(sizes)
    let request = try HTTPRequest(
      "PUT", Server.url("/check"),
      body: .pieces(length: isLengthTold ? UInt64(total) : nil) { pieces.next() })
    #expect(try await client.perform(request).text == "\(total) True")
  }

  @Test func `an empty body of pieces is a body`() async throws {
    for length in [UInt64(0), nil] {
      let request = try HTTPRequest("PUT", Server.url("/check"), body: .pieces(length: length) { nil })
      #expect(try await client.perform(request).text == "0 True")
    }
  }

  @Test(arguments: [[10, 20], [60, 60]])
  func `pieces that do not have the length they said are an error`(sizes: [Int]) async throws {
    let pieces = Pieces(sizes)
    let request = try HTTPRequest("PUT", Server.url("/check"), body: .pieces(length: 100) { pieces.next() })
    #expect(await failure { _ = try await client.perform(request) }?.code == .body)
  }

  @Test func `what pieces throw is passed on`() async throws {
    struct Missing: Error {}
    let request = try HTTPRequest("PUT", Server.url("/check"), body: .pieces(length: nil) { throw Missing() })
    let error = await failure { _ = try await client.perform(request) }
    #expect(error?.code == .body)
    #expect(error?.cause is Missing)
  }

  @Test(arguments: [403, 503])
  func `an answer that comes before all is sent is given`(status: Int) async throws {
    let never = Never()
    let request = try HTTPRequest(
      "PUT", Server.url("/early?code=\(status)"),
      body: .pieces(length: 1_000_000_000) { try await never.wait() })
    let answer = try await client.perform(request)
    #expect(answer.status == status)
    #expect(answer.text == "too early")
  }

  @Test func `a connection on which a body was cut is not used again`() async throws {
    for length in [UInt64(1_000_000), nil] {
      let never = Never()
      let pieces = Pieces([70_000])
      let request = try HTTPRequest(
        "PUT", Server.url("/status?code=403"),
        body: .pieces(length: length) {
          if let piece = pieces.next() { return piece }
          return try await never.wait()
        })
      let answer = try await client.perform(request)
      #expect(answer.text == "a body")
      #expect(answer.headers["Connection"] == nil)
      #expect(try await Server.text("/echo", by: client).hasPrefix("GET /echo "))
    }
  }

  @Test func `an early answer is given when the rest is thrown away`() async throws {
    let body = pattern(8 << 20)
    for _ in 0..<20 {
      let answer = try await client.perform(
        HTTPRequest("PUT", Server.url("/early?code=503"), body: .bytes(body)))
      #expect(answer.status == 503)
      #expect(answer.text == "too early")
    }
  }
}

/// Pieces of the pattern of these sizes.
final class Pieces: Sendable {
  private let left: Mutex<(sizes: ArraySlice<Int>, start: Int)>

  init(_ sizes: [Int]) { left = Mutex((sizes[...], 0)) }

  func next() -> [UInt8]? {
    left.withLock { left in
      guard let size = left.sizes.popFirst() else { return nil }
      defer { left.start += size }
      return pattern(size, from: left.start)
    }
  }
}
