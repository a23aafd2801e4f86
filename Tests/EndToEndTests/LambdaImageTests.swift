import FoundationEssentials
import FrameveilTesting
import Testing

/// The function `analyze-image` against an S3 server that verifies its requests.
@Suite(.blocking) struct LambdaImageTests {
  @Test func `an image is the same in a form, as it is, as Base64 and in JSON`() throws {
    let api = try ImageAPI()
    let (answers, log) = try api.run(Self.requests(api))
    try #require(answers.map(\.status) == [200, 200, 200, 200], "\(answers)")
    #expect(answers.map { $0.body["requestId"] } == ["a", "b", "c", "d"])
    #expect(Set(answers.map { $0.body["fingerprint"].text }).count == 1)
    #expect(Set(answers.map { $0.body["id"].text }).count == 4)
    let size = try bytes(of: api.photograph).count
    let requests = try api.detection.requests()
    #expect(requests.count == 12 && requests.allSatisfy { $0.bytes == size })
    for answer in answers { try check(answer.body, of: size, api) }
    #expect(try api.server.keys(api.bucket).count == 8)
    let faces = JSON.integer(api.faces.count)
    #expect(log.count { $0["Faces"] == faces } == 4)
    #expect(!log.contains { "\($0)".contains("CONFIDENTIAL") })
  }

  private static func requests(_ api: ImageAPI) -> [JSON] {
    let path: JSON = .string(api.photograph)
    return [
      [
        "files": ["photo": ["Über uns.jpg", path, "image/jpeg"]], "data": ["features": "faces,labels,text"],
        "id": "a",
      ],
      api.raw(["features": "faces,labels,text"], id: "b"),
      ["text": ["base64": path], "headers": ["Content-Type": "text/plain"], "id": "c"],
      [
        "json": ["image": ["base64": path], "features": ["text", "labels", "faces"], "hide": "faces"],
        "id": "d",
      ],
    ]
  }

  /// What was found is told and stored, and the faces are hidden.
  private func check(_ body: JSON, of size: Int, _ api: ImageAPI) throws {
    #expect(body["image"]["bytes"] == .integer(size))
    #expect(body["faces"].elements.count == api.faces.count)
    #expect(body["labels"].elements.map { $0["name"] } == ["Person", "Street"])
    #expect(body["text"].elements.map { $0["text"] } == ["CONFIDENTIAL"])
    #expect(body["models"] == ["labels": "3.0", "text": "3.0"])
    let seen = try api.covered(api.fetch(body["urls"]["hidden"], to: "hidden.jpg"))
    #expect(seen.isHidden, "\(seen)")
    let stored = try JSONDecoder().decode(
      JSON.self, from: Data(bytes(of: api.fetch(body["urls"]["result"], to: "result.json"))))
    #expect(stored["faces"] == body["faces"] && stored["urls"] == .null)
  }

  @Test(arguments: [("faces", ["DetectFaces"]), ("text,label:\"Person\"", ["DetectLabels", "DetectText"])])
  func `the image is hidden as blur hides it`(hide: String, operations: [String]) throws {
    let api = try ImageAPI()
    let (answers, _) = try api.run(
      [api.raw(["features": "faces", "hide": .string(hide)])], ["IMAGE_OPTIONS": ""])
    let body = try #require(answers.first).body
    #expect(body["features"] == (hide == "faces" ? ["faces"] : ["labels", "faces", "text"]))
    #expect(body["hidden"]["effect"] == "blur")
    let responses = ImageAPI.responses(api.faces)
    let text = try operations.map { String(decoding: try JSONEncoder().encode(responses[$0]), as: UTF8.self) }
    let response = try api.folder.write("response.json", text.joined(separator: "\n"))
    let outcome = try Frameveil.run(
      ["blur", api.photograph, "-d", response, "-o", api.folder("plain.jpg"), "--hide", hide])
    #expect(outcome.code == 0, "\(outcome.errors)")
    _ = try api.fetch(body["urls"]["hidden"], to: "hidden.jpg")
    #expect(try api.folder.contents("hidden.jpg") == api.folder.contents("plain.jpg"))
  }

  @Test func `PNG stays PNG, and boxes are those of the image as displayed`() throws {
    let api = try ImageAPI()
    let png = try ClipMaker.clip("photograph.png", ["-i", api.photograph, "-bitexact"])
    try ImageJudges.run("orientations.py", [api.photograph, api.folder.path])
    let turned = api.folder("6.jpg")
    let (answers, _) = try api.run([
      api.raw(path: png, type: "image/png"), api.raw(path: turned, id: "r2"),
    ])
    try #require(answers.map(\.status) == [200, 200], "\(answers)")
    for (answer, (source, format)) in zip(answers, [(png, "png"), (turned, "jpeg")]) {
      let body = answer.body
      #expect(body["image"]["format"] == .string(format))
      #expect(body["image"]["width"] == answers[0].body["image"]["width"])
      let key = try #require(body["objects"]["hidden"].text)
      #expect(key.hasSuffix(format == "png" ? "/hidden.png" : "/hidden.jpg"))
      #expect(
        try api.server.head(api.bucket, key)["ContentType"] == .string("image/\(format)"))
      let seen = try api.covered(api.fetch(body["urls"]["hidden"], to: "hidden"), of: source)
      #expect(seen.isHidden, "\(seen)")
    }
  }

  @Test func `an image without faces is stored without its metadata`() throws {
    let api = try ImageAPI(hasFaces: false)
    let picture = try bytes(of: api.photograph)
    let comment = Array("taken by someone".utf8)
    let head: [UInt8] = [0xFF, 0xFE, 0, UInt8(comment.count + 2)]
    let path = try api.folder.write(
      "commented.jpg", picture.prefix(2) + head + comment + picture.dropFirst(2))
    let (answers, _) = try api.run([api.raw(["features": "faces,moderation"], path: path)])
    let body = try #require(answers.first).body
    #expect(body["faces"] == [] && body["moderation"] == [] && body["hidden"]["regions"] == 0)
    #expect(body["hidden"]["notes"] == ["metadata removed: comments"])
    _ = try api.fetch(body["urls"]["hidden"], to: "hidden.jpg")
    #expect(try api.covered(api.folder("hidden.jpg")).far == 0)
    let hidden = try api.folder.contents("hidden.jpg")
    #expect(!ByteArrays.contain("taken by", in: hidden))
  }
}
