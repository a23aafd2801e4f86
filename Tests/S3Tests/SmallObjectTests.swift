import AWS
import FrameveilTesting
import HTTP
import S3
import Testing

/// Small objects against an S3 server that verifies every request.
@Suite(.blocking) struct SmallObjectTests {
  private let server: ObjectServer
  private let object: ObjectReference

  init() throws {
    server = try ObjectServer.shared()
    object = ObjectReference(bucket: try server.makeBucket(), key: "images/ü (1)+2 &=%.jpg")
  }

  private func client(through proxy: FaultProxy? = nil, keys: ObjectServer.Keys = ObjectServer.owner) throws
    -> S3Client
  {
    S3Client(try Store(server, through: proxy, keys: keys).client)
  }

  private static let properties: S3Properties = {
    var properties = S3Properties()
    properties.contentType = "image/jpeg"
    properties.metadata = ["frameveil-fingerprint": "f1"]
    return properties
  }()

  @Test func `an object is created once`() async throws {
    let client = try client()
    #expect(try await client.metadata(of: object) == nil)
    #expect(try await client.create([1, 2], at: object, properties: Self.properties))
    #expect(try await !client.create([3], at: object, properties: S3Properties()))
    #expect(try await client.read(object, upTo: 2) == [1, 2])
    #expect(try await client.metadata(of: object) == ["frameveil-fingerprint": "f1"])
    #expect(try server.head(object.bucket, object.key)["ContentType"] == "image/jpeg")
    await #expect(throws: HTTPError.self) { _ = try await client.read(object, upTo: 1) }
    try await client.delete(object)
    #expect(try await client.read(object, upTo: 2) == nil)
  }

  @Test func `a conflict with another writer is tried again`() async throws {
    let conflict: JSON = [
      "fault": "answer", "status": 409, "code": "ConditionalRequestConflict", "operation": "PutObject",
      "nth": [1, 2],
    ]
    let proxy = try FaultProxy(to: server.url, [conflict])
    #expect(try await client(through: proxy).create([1], at: object, properties: S3Properties()))
    let requests = try proxy.requests().filter { $0.operation == "PutObject" }
    #expect(requests.count == 3)
    #expect(requests.allSatisfy { $0.headers["if-none-match"] == "*" })
    let always: JSON = [
      "fault": "answer", "status": 409, "code": "ConditionalRequestConflict", "operation": "PutObject",
    ]
    let stuck = try FaultProxy(to: server.url, [always])
    let error = await #expect(throws: AWSError.self) {
      _ = try await client(through: stuck).create([1], at: object, properties: S3Properties())
    }
    #expect(error?.code == "ConditionalRequestConflict")
  }

  @Test func `a lost response is not taken for success or for another's object`() async throws {
    let lost: JSON = ["fault": "cut", "at": "answer", "operation": "PutObject", "nth": 1]
    let proxy = try FaultProxy(to: server.url, [lost])
    let client = try client(through: proxy)
    #expect(
      try await !client.create([1], at: object, properties: Self.properties), "the retry finds the first")
    #expect(try await client.metadata(of: object) == ["frameveil-fingerprint": "f1"])
  }

  @Test func `anyone can read an object by its presigned URL, and nothing else`() async throws {
    try server.put([7, 8, 9], object.bucket, object.key)
    let url = try await client().presignedURL(for: object, expires: 60)
    #expect(url.contains("X-Amz-Expires=60") && url.contains("X-Amz-SignedHeaders=host"))
    let http = try HTTPClient(HTTPOptions(userAgent: "frameveil-tests"))
    func status(_ url: String, _ method: String = "GET") async throws -> Int {
      try await http.perform(HTTPRequest(method, url)).status
    }
    #expect(try await http.perform(HTTPRequest("GET", url)).body == [7, 8, 9])
    #expect(try await status(url.replacing(".jpg", with: ".png")) == 403)
    #expect(try await status(url.replacing("X-Amz-Expires=60", with: "X-Amz-Expires=600")) == 403)
    #expect(try await status(url, "DELETE") == 403)
    let stranger = try await client(keys: ObjectServer.stranger).presignedURL(for: object, expires: 60)
    #expect(try await status(stranger) == 403)
  }
}
