import FoundationEssentials
import FrameveilTesting
import Testing

/// The function `analyze-image` against an S3 server that verifies its requests.
@Suite(.blocking) struct LambdaImageTests {
  private struct Covered: Decodable {
    /// The share of green pixels inside each box.
    var green: [Double]
    /// The largest difference far from all boxes.
    var far: Int
  }

  private func covered(_ api: ImageAPI, _ result: String, of source: String? = nil) throws -> Covered {
    try ImageJudges.read(
      Covered.self, "covered.py",
      [source ?? api.photograph, result]
        + api.faces.flatMap { [$0.left, $0.top, $0.left + $0.width, $0.top + $0.height].map { "\($0)" } })
  }

  @Test func `an image is the same in a form, as it is, as Base64 and in JSON`() throws {
    let api = try ImageAPI()
    let path: JSON = .string(api.photograph)
    let (answers, log) = try api.run([
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
    ])
    try #require(answers.map(\.status) == [200, 200, 200, 200], "\(answers)")
    #expect(answers.map { $0.body["requestId"] } == ["a", "b", "c", "d"])
    #expect(Set(answers.map { $0.body["fingerprint"].text }).count == 1)
    #expect(Set(answers.map { $0.body["id"].text }).count == 4)
    let size = try bytes(of: api.photograph).count
    let requests = try api.detection.requests()
    #expect(requests.count == 12 && requests.allSatisfy { $0.bytes == size })
    for answer in answers {
      let body = answer.body
      #expect(body["image"]["bytes"] == .integer(size))
      #expect(body["faces"].elements.count == api.faces.count)
      #expect(body["labels"].elements.map { $0["name"] } == ["Person", "Street"])
      #expect(body["text"].elements.map { $0["text"] } == ["CONFIDENTIAL"])
      #expect(body["models"] == ["labels": "3.0", "text": "3.0"])
      let seen = try covered(api, api.fetch(body["urls"]["hidden"], to: "hidden.jpg"))
      #expect(seen.green.allSatisfy { $0 > 0.95 } && seen.far == 0, "\(seen)")
      let stored = try JSONDecoder().decode(
        JSON.self, from: Data(bytes(of: api.fetch(body["urls"]["result"], to: "result.json"))))
      #expect(stored["faces"] == body["faces"] && stored["urls"] == .null)
    }
    #expect(try api.server.keys(api.bucket).count == 8)
    let faces = JSON.integer(api.faces.count)
    #expect(log.count { $0["Faces"] == faces } == 4)
    #expect(!log.contains { "\($0)".contains("CONFIDENTIAL") })
  }

  @Test func `the image is hidden as blur hides it`() throws {
    let api = try ImageAPI()
    let (answers, _) = try api.run(
      [
        api.raw(["features": "faces"]),
        api.raw(["features": "faces", "hide": "text,label:\"Person\"", "effect": "blur"], id: "r2"),
      ], ["IMAGE_OPTIONS": ""])
    #expect(answers.map(\.status) == [200, 200])
    #expect(answers.map { $0.body["features"] } == [["faces"], ["labels", "faces", "text"]])
    #expect(answers.map { $0.body["hidden"]["effect"] } == ["blur", "blur"])
    let responses = ImageAPI.responses(api.faces)
    for (index, hide) in ["faces", "text,label:\"Person\""].enumerated() {
      let operations = index == 0 ? ["DetectFaces"] : ["DetectLabels", "DetectText"]
      let text = try operations.map {
        String(decoding: try JSONEncoder().encode(responses[$0]), as: UTF8.self)
      }
      let response = try api.folder.write("response.json", text.joined(separator: "\n"))
      let outcome = try Frameveil.run(
        ["blur", api.photograph, "-d", response, "-o", api.folder("plain.jpg"), "--force", "--hide", hide])
      #expect(outcome.code == 0, "\(outcome.errors)")
      _ = try api.fetch(answers[index].body["urls"]["hidden"], to: "hidden.jpg")
      #expect(try api.folder.contents("hidden.jpg") == api.folder.contents("plain.jpg"))
    }
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
      let seen = try covered(api, api.fetch(body["urls"]["hidden"], to: "hidden"), of: source)
      #expect(seen.green.allSatisfy { $0 > 0.95 } && seen.far == 0, "\(seen)")
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
    _ = try api.fetch(body["urls"]["hidden"], to: "hidden.jpg")
    #expect(try covered(api, api.folder("hidden.jpg")).far == 0)
    let hidden = try api.folder.contents("hidden.jpg")
    #expect(
      !ByteArrays.contain("taken by", in: hidden))
  }

  @Test func `what cannot be analysed is refused, and nothing is called or stored`() throws {
    let api = try ImageAPI()
    let picture = try bytes(of: api.photograph)
    let cut = try api.folder.write("cut.jpg", picture.prefix(picture.count / 2))
    let text = try api.folder.write("text.jpg", "no picture")
    let large = try api.folder.write("large.jpg", picture + [UInt8](repeating: 0, count: 6 << 20))
    let wide = try ClipMaker.clip(
      "wide.png", ["-f", "lavfi", "-i", "color=size=10002x8", "-frames:v", "1"])
    let cases: [(JSON, Int, String)] = [
      (api.raw(path: cut), 422, "InvalidImage"), (api.raw(path: text), 415, "UnsupportedMediaType"),
      (api.raw(path: large), 413, "PayloadTooLarge"),
      (api.raw(path: wide, type: "image/png"), 413, "ImageTooLarge"),
      (api.raw(type: "video/mp4"), 415, "UnsupportedMediaType"),
      (api.raw(["hides": "faces"]), 400, "UnknownParameter"),
      (api.raw(["features": "cats"]), 400, "InvalidParameter"),
      (api.raw(["hide": "heads"]), 400, "InvalidParameter"),
      (api.raw(["effect": "blur"]), 400, "InvalidParameter"),
      (["files": ["a": ["a.txt", .string(text), "text/plain"]]], 415, "UnsupportedMediaType"),
      (
        ["data": ["features": "faces"], "headers": ["Content-Type": "multipart/form-data"]], 400,
        "InvalidMultipart"
      ),
      (["json": ["image": "####"]], 400, "InvalidBase64"), (["json": ["hide": "text"]], 400, "MissingImage"),
      (["text": "####", "headers": ["Content-Type": "text/plain"]], 400, "InvalidBase64"),
    ]
    let (answers, log) = try api.run(cases.map(\.0), areValid: false)
    for (answer, (request, status, code)) in zip(answers, cases) {
      #expect(answer.status == status && answer.code == code, "\(request): \(answer)")
    }
    #expect(try api.detection.requests().isEmpty)
    #expect(try api.server.keys(api.bucket).isEmpty)
    #expect(log.count { $0["level"] == "WARN" } == cases.count)
    #expect(log.count { $0["ClientErrors"] == 1 } == cases.count)
  }

  @Test func `text is hidden by one colour only, and what the operator sets is not a client's to change`()
    throws
  {
    let api = try ImageAPI()
    let (answers, _) = try api.run(
      [api.raw(["hide": "text", "effect": "blur"]), api.raw(["hide": "text"], id: "r2")],
      ["IMAGE_OPTIONS": ""])
    #expect(answers.map(\.status) == [400, 200])
    #expect(answers[1].body["hidden"]["effect"] == "solid")
    let (others, _) = try api.run(
      [api.raw(["hide": "faces"]), api.raw(id: "r3")], ["IMAGE_OPTIONS": "--hide text,faces"])
    #expect(others.map(\.status) == [400, 200])
    #expect(others[1].body["hidden"]["hide"] == "faces,text")
  }

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
    #expect(try covered(api, api.folder("hidden.jpg")).far == 0)
  }

  @Test func `throttling is retried and then told, as are failures of Rekognition`() throws {
    let api = try ImageAPI()
    func proxy(_ status: Int, _ code: String, nth: JSON? = nil) throws -> FaultProxy {
      var fault: [String: JSON] = [
        "fault": "answer", "operation": "DetectLabels", "status": .integer(status), "code": .string(code),
      ]
      fault["nth"] = nth
      return try FaultProxy(to: api.detection.url, [.object(fault)])
    }
    let cases: [(FaultProxy, Int, String?)] = [
      (try proxy(400, "ThrottlingException", nth: [1]), 200, nil),
      (try proxy(400, "ProvisionedThroughputExceededException"), 429, "Throttled"),
      (try proxy(500, "InternalServerError"), 503, "ServiceUnavailable"),
      (try proxy(400, "AccessDeniedException"), 502, "ServiceRefused"),
      (try proxy(400, "InvalidImageFormatException"), 422, "InvalidImage"),
    ]
    for (index, (proxy, status, code)) in cases.enumerated() {
      let (answers, log) = try api.run(
        [api.raw(id: "r\(index)")], rekognition: proxy.url, ["AWS_MAX_ATTEMPTS": "2"])
      let answer = try #require(answers.first)
      #expect(answer.status == status && answer.code == code, "\(answer)")
      #expect(log.contains { $0["level"] == "ERROR" } == [429, 502, 503].contains(status))
    }
    #expect(try api.server.keys(api.bucket).count == 2, "failures store nothing")
  }

  @Test func `a bucket that refuses is told without its name`() throws {
    let api = try ImageAPI()
    let keys = ObjectServer.stranger
    let cases = [
      ["AWS_ACCESS_KEY_ID": keys.id, "AWS_SECRET_ACCESS_KEY": keys.secret],
      ["IMAGES_BUCKET": "no-such-bucket"],
    ]
    for variables in cases {
      let (answers, log) = try api.run([api.raw(), api.raw(key: "k", id: "r2")], variables)
      #expect(answers.map(\.status) == [502, 502] && answers.allSatisfy { $0.code == "ServiceRefused" })
      #expect(!answers.contains { "\($0.body)".contains("bucket") })
      #expect(log.count { "\($0["fields"]["error"])".contains("s3://") } == 2)
    }
  }

  @Test(arguments: [false, true])
  func `originals are kept if that is set, and an image above 5 MB is read from the bucket`(keeps: Bool)
    throws
  {
    let moto = try MotoServer()
    let api = try ImageAPI(store: moto.url)
    let picture = try bytes(of: api.photograph)
    let comment = [0xFF, 0xFE, 0xFF, 0xFF] + [UInt8](repeating: 0x20, count: 65_533)
    let large = try api.folder.write(
      "large.jpg", picture.prefix(2) + (0..<82).flatMap { _ in comment } + picture.dropFirst(2))
    let (answers, _) = try api.run([api.raw(path: large)], ["KEEP_ORIGINALS": keeps ? "true" : "false"])
    let answer = try #require(answers.first)
    try #require(answer.status == 200, "\(answer)")
    let requests = try api.detection.requests()
    #expect(requests.count == 3)
    let options = ObjectServer.CallOptions(through: moto.url)
    let listing = try api.server.ask("list_objects_v2", ["Bucket": .string(api.bucket)], options).get()
    let keys = listing["Contents"].elements.compactMap { $0["Key"].text }
    #expect(keys.count == (keeps ? 3 : 2), "\(keys)")
    guard keeps else {
      #expect(requests.allSatisfy { $0.key?.contains("/upload-") == true })
      return #expect(answer.body["urls"]["original"] == .null)
    }
    let key = try #require(answer.body["objects"]["original"].text)
    #expect(requests.allSatisfy { $0.key == key })
    let tags = try api.server.ask(
      "get_object_tagging", ["Bucket": .string(api.bucket), "Key": .string(key)], options
    ).get()
    #expect(tags["TagSet"] == [["Key": "frameveil", "Value": "original"]])
    _ = try api.fetch(answer.body["urls"]["original"], to: "original.jpg")
    #expect(try ByteArrays.areEqual(api.folder.contents("original.jpg"), bytes(of: large)))
  }

  @Test func `S3 is asked for what the documented role allows only`() throws {
    let moto = try MotoServer()
    let proxy = try FaultProxy(to: moto.url)
    let api = try ImageAPI(store: moto.url)
    let picture = try bytes(of: api.photograph)
    let comment = [0xFF, 0xFE, 0xFF, 0xFF] + [UInt8](repeating: 0x20, count: 65_533)
    let large = try api.folder.write(
      "large.jpg", picture.prefix(2) + (0..<82).flatMap { _ in comment } + picture.dropFirst(2))
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

  @Test func `faces and labels are found by the local Rekognition`() throws {
    let api = try ImageAPI()
    let keys = ObjectServer.owner
    let rekognition = try Server(
      [
        Frameveil.path, "serve", "--rekognition", "--folder", api.folder.path, "--listen", "127.0.0.1:0",
      ], environment: ["AWS_ACCESS_KEY_ID": keys.id, "AWS_SECRET_ACCESS_KEY": keys.secret])
    let (answers, _) = try api.run(
      [api.raw(["features": "faces,labels"]), api.raw(["features": "moderation"], id: "r2")],
      rekognition: rekognition.url)
    #expect(answers.map(\.status) == [200, 502], "it has no model for moderation labels")
    #expect(answers.first?.body["labels"].elements.contains { $0["name"] == "Face" } == true)
    #expect((answers.first?.body["faces"].elements.count ?? 0) >= api.faces.count)
    let seen = try covered(api, api.fetch(answers[0].body["urls"]["hidden"], to: "hidden.jpg"))
    #expect(seen.green.allSatisfy { $0 > 0.95 } && seen.far == 0, "\(seen)")
  }

  @Test func `it runs in the Lambda runtime interface emulator`() throws {
    let api = try ImageAPI()
    let events = try GatewayEvents.events([api.raw()])
    let run = try LambdaRun.run(
      "analyze-image",
      [
        "emulator": .string("\(Frameveil.repository)/.build/emulator/aws-lambda-rie"),
        "events": .array(events + [[:]]),
      ],
      environment: api.server.environment().merging([
        "AWS_ENDPOINT_URL_REKOGNITION": api.detection.url, "IMAGES_BUCKET": api.bucket,
      ]) { $1 })
    let answers = try #require(run.answers)
    #expect(answers.first?.body["statusCode"] == 200)
    #expect(answers.last?.body["errorType"] == "InvalidInput", "this is no HTTP request")
  }

  private static let starts: [([String: String], String)] = [
    ([:], "IMAGES_BUCKET is not set"),
    (["IMAGES_BUCKET": "b", "IMAGE_OPTIONS": "--report r.json"], "--report, which the function sets itself"),
    (["IMAGES_BUCKET": "b", "IMAGE_OPTIONS": "--effect paint"], "--effect takes one of"),
    (["IMAGES_BUCKET": "b", "IMAGE_OPTIONS": "--hide plates"], "--hide plates"),
    (
      ["IMAGES_BUCKET": "b", "IMAGE_OPTIONS": "--effect image --image /nowhere.png"], "there is no such file"
    ),
  ]

  @Test(arguments: starts)
  func `wrong settings end the start`(variables: [String: String], words: String) throws {
    let run = try LambdaRun.run("analyze-image", ["events": []], environment: variables)
    #expect(run.posts?.map(\.path) == ["init/error"])
    #expect(run.posts?.first?.body["errorMessage"].text?.contains(words) == true, "\(run.posts ?? [])")
  }
}
