import Synchronization
import AWS
import FoundationEssentials
import FrameveilTesting
import Testing

@testable import Workflow

/// Requests with an idempotency key.
@Suite(.blocking) struct ImageIdempotencyTests {
  private let api: ImageFunction

  init() throws { api = try ImageFunction() }

  @Test func `a repeated key is answered from what is stored`() async throws {
    let function = try api.function()
    let headers = ["Idempotency-Key": "order 7"]
    let first = try await api.call(function, HTTPEvents.event(api.picture, headers: headers))
    let second = try await api.call(
      function, HTTPEvents.event(api.picture, headers: headers, requestID: "request-2"))
    #expect(second.status == 200)
    #expect(
      second.headers["idempotent-replayed"] == "true" && first.headers["idempotent-replayed"] == nil
    )
    #expect(second.body["requestId"] == "request-2")
    #expect(second.body["faces"] == first.body["faces"] && second.body["id"] == first.body["id"])
    #expect(second.body["urls"]["hidden"] == first.body["urls"]["hidden"])
    #expect(api.service.asked.withLock { $0.count } == 3)
    #expect(api.store.changes.withLock { $0.count } == 2)
    let other = try await api.call(
      function,
      HTTPEvents.event(api.picture, headers: ["Idempotency-Key": "order 8"], requestID: "request-3")
    )
    #expect(other.body["id"] != first.body["id"])
  }

  @Test func `the key of another request is refused`() async throws {
    let function = try api.function()
    let headers = ["idempotency-key": "k"]
    _ = try await api.call(function, HTTPEvents.event(api.picture, headers: headers))
    for event in [
      HTTPEvents.event(try HTTPEvents.largePicture(1), headers: headers),
      HTTPEvents.event(api.picture, headers: headers, query: ["features": "text"]),
      HTTPEvents.event(api.picture, headers: headers, query: ["effect": "solid"]),
      HTTPEvents.event(try HTTPEvents.picture("picture.png"), headers: headers),
    ] {
      let answer = try await api.call(function, event)
      #expect(answer.status == 422 && answer.body["error"]["code"] == "IdempotencyKeyReused")
    }
    #expect(api.service.asked.withLock { $0.count } == 3)
    let claims: JSON = [
      "jwt": ["claims": ["iss": "https://issuer", "sub": "another"], "scopes": .null]
    ]
    let client = try await api.call(
      function, HTTPEvents.event(api.picture, headers: headers, authorizer: claims))
    #expect(
      client.status == 200 && client.headers["idempotent-replayed"] == nil,
      "clients have their own keys")
  }

  @Test func `an image that another request has stored under the key is not taken for its own`()
    async throws
  {
    // The other request has stored its hidden image, and not yet its result.
    let function = try api.function()
    let headers = ["idempotency-key": "k"]
    let answer = try await api.call(function, HTTPEvents.event(api.picture, headers: headers))
    try await api.store.delete(
      ObjectReference(bucket: "pictures", key: answer.body["objects"]["result"].text ?? ""))
    let other = try await api.call(
      function, HTTPEvents.event(try HTTPEvents.largePicture(1), headers: headers))
    #expect(other.status == 422)
    let same = try await api.call(function, HTTPEvents.event(api.picture, headers: headers))
    #expect(same.status == 200 && same.headers["idempotent-replayed"] == nil)
  }

  @Test func `two requests at once store once`() async throws {
    let service = MemoryImageDetection(together: 6)
    let function = try api.function(service: service)
    let event = HTTPEvents.event(api.picture, headers: ["idempotency-key": "k"])
    async let one = api.call(function, event)
    async let other = api.call(function, event)
    let answers = try await [one, other]
    #expect(answers.map(\.status) == [200, 200])
    #expect(answers.count { $0.headers["idempotent-replayed"] == "true" } == 1)
    #expect(answers[0].body["created"] == answers[1].body["created"])
    #expect(api.store.changes.withLock { $0.count } == 2)
  }

  @Test(arguments: ["", String(repeating: "k", count: 256), "ü", "a\tb"])
  func `an invalid key is refused`(key: String) async throws {
    let answer = try await api.call(
      api.function(), HTTPEvents.event(api.picture, headers: ["idempotency-key": key]))
    #expect(answer.status == 400 && answer.body["error"]["code"] == "InvalidIdempotencyKey")
  }
}
