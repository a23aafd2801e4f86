import FrameveilTesting
import Testing

/// What `analyze-image` keeps in the bucket, and reads there.
@Suite(.blocking) struct LambdaImageStoreTests {
  @Test func `a repeated key stores and calls nothing again`() throws {
    let api = try ImageAPI()
    let other = try ClipMaker.clip(
      "other.jpg", ["-f", "lavfi", "-i", "testsrc=size=320x240", "-frames:v", "1"])
    let (answers, log) = try api.run([
      api.raw(key: "order 7", id: "a"), api.raw(key: "order 7", id: "b"),
      api.raw(path: other, key: "order 7", id: "c"),
      api.raw(["features": "faces"], key: "order 7", id: "d"),
    ])
    #expect(answers.map(\.status) == [200, 200, 422, 422])
    #expect(answers.map { $0.headers["idempotent-replayed"].text } == [nil, "true", nil, nil])
    #expect(answers[2].code == "IdempotencyKeyReused" && answers[3].code == "IdempotencyKeyReused")
    for member in ["id", "created", "faces", "hidden"] {
      #expect(answers[0].body[member] == answers[1].body[member])
    }
    #expect(try api.detection.requests().count == 3)
    #expect(try api.server.keys(api.bucket).count == 2)
    #expect(log.count { $0["Repeats"] == 1 } == 1)
    _ = try api.fetch(answers[1].body["urls"]["hidden"], to: "hidden.jpg")
    #expect(try api.covered(api.folder("hidden.jpg")).far == 0)
  }

  @Test func `an image above 5 MB is read from the bucket and deleted there`() throws {
    let api = try ImageAPI(store: MotoServer())
    let (answers, _) = try api.run([api.raw(path: api.largePhotograph())])
    let answer = try #require(answers.first)
    try #require(answer.status == 200, "\(answer)")
    let requests = try api.detection.requests()
    #expect(requests.count == 3 && requests.allSatisfy { $0.key?.contains("/upload-") == true })
    #expect(try api.ask("list_objects_v2")["Contents"].elements.count == 2)
    #expect(answer.body["urls"]["original"] == .null)
  }

  @Test func `originals are kept if that is set, and read there`() throws {
    let api = try ImageAPI(store: MotoServer())
    let large = try api.largePhotograph()
    let (answers, _) = try api.run([api.raw(path: large)], ["KEEP_ORIGINALS": "true"])
    let answer = try #require(answers.first)
    try #require(answer.status == 200, "\(answer)")
    let key = try #require(answer.body["objects"]["original"].text)
    let requests = try api.detection.requests()
    #expect(requests.count == 3 && requests.allSatisfy { $0.key == key })
    #expect(try api.ask("list_objects_v2")["Contents"].elements.count == 3)
    let tags = try api.ask("get_object_tagging", ["Key": .string(key)])
    #expect(tags["TagSet"] == [["Key": "frameveil", "Value": "original"]])
    _ = try api.fetch(answer.body["urls"]["original"], to: "original.jpg")
    #expect(try ByteArrays.areEqual(api.folder.contents("original.jpg"), bytes(of: large)))
  }

  @Test func `S3 is asked for what the documented role allows only`() throws {
    let api = try ImageAPI(store: MotoServer())
    let proxy = try FaultProxy(to: api.store)
    let large = try api.largePhotograph()
    let (answers, _) = try api.run(
      [api.raw(path: large, key: "k"), api.raw(path: large, key: "k", id: "r2"), api.raw(id: "r3")],
      ["AWS_ENDPOINT_URL_S3": proxy.url])
    #expect(answers.map(\.status) == [200, 200, 200])
    let requests = try proxy.requests()
    // Two GetObject for the key, of which the first finds nothing.
    #expect(Set(requests.map(\.operation)) == ["GetObject", "PutObject", "DeleteObject"])
    #expect(requests.filter { $0.operation == "GetObject" }.map(\.status) == [404, 200])
    for request in requests {
      #expect(
        (request.headers["x-amz-tagging"] != nil)
          == (request.target.contains("upload-") && request.method == "PUT"))
      #expect(request.operation != "DeleteObject" || request.target.contains("/upload-"))
      #expect(request.operation != "PutObject" || request.headers["if-none-match"] == "*")
    }
  }
}
