import FoundationEssentials
import FrameveilTesting
import Glibc
import Testing

/// The image API on one machine: `serve --images`.
@Suite(.blocking) struct ServeImagesTests {
  private let folder: TemporaryFolder
  private let photograph: String

  init() throws {
    folder = try TemporaryFolder()
    try #require(mkdir(folder("store"), 0o755) == 0)
    photograph = try ServedClips.picture()
  }

  private func serve(
    _ options: [String] = [], store: String? = nil, environment: [String: String] = [:]
  ) throws -> Server {
    try Server(
      [Frameveil.path, "serve", "--images", "--listen", "127.0.0.1:0", "--store", store ?? folder("store")]
        + ["--image-options", ImageAPI.green] + options, environment: environment)
  }

  /// Sends requests; `scripts/judge-api` judges the responses, and the requests unless they are wrong on purpose.
  private func send(
    _ requests: [JSON], to server: Server, areValid: Bool = true
  ) throws -> [ImageAPI.Answer] {
    let cases = try ImageClient.send(requests, to: server.url)
    let judged = try APIJudge.judge(
      cases.map { ["request": areValid ? $0["request"] : .null, "response": $0["response"]] })
    let answers = try cases.map { try ImageAPI.Answer($0["response"]) }
    #expect(judged == answers.map(\.status))
    return answers
  }

  private func raw(
    _ params: JSON = [:], path: String? = nil, type: String = "image/jpeg", headers: [String: JSON] = [:]
  ) -> JSON {
    [
      "body": .string(path ?? photograph), "params": params,
      "headers": .object(["Content-Type": .string(type)].merging(headers) { $1 }),
    ]
  }

  /// The paths of all files in the store, without the IDs.
  private func stored() throws -> [String] {
    let listing = try Program(["find", folder("store"), "-type", "f", "-printf", "%P\n"]).runTool()
    return String(decoding: listing, as: UTF8.self).split(separator: "\n").map {
      String($0).replacing(/[0-9a-f]{32}/, with: "ID")
    }.sorted()
  }

  private func fetch(_ url: JSON, to name: String) throws -> [UInt8] {
    try Program(["curl", "-sS", "--fail", "-o", folder(name), try #require(url.text)]).runTool()
    return try folder.contents(name)
  }

  @Test func `a form, an image, Base64 and JSON give what detect finds, and a hidden copy`() throws {
    let server = try serve()
    let path: JSON = .string(photograph)
    let answers = try send(
      [
        ["files": ["photo": ["Über uns.jpg", path, "image/jpeg"]], "data": ["features": "labels,faces"]],
        raw(["features": "faces,labels"]),
        [
          "text": ["base64": path], "headers": ["Content-Type": "text/plain"],
          "params": ["features": "faces,labels"],
        ],
        ["json": ["image": ["base64": path], "features": ["faces", "labels"], "hide": "faces"]],
      ], to: server)
    try #require(answers.map(\.status) == [200, 200, 200, 200], "\(answers)")
    #expect(Set(answers.map { $0.body["fingerprint"].text }).count == 1)
    #expect(Set(answers.map { $0.body["requestId"].text }).count == 4)
    let detected = try detect()
    for answer in answers {
      let body = answer.body
      #expect(body["faces"].elements.map { $0["box"]["left"] } == detected)
      #expect(
        body["labels"].elements.map { $0["name"] } == ["Person", "Face"]
          || body["labels"].elements.map { $0["name"] } == ["Face", "Person"])
      #expect(body["models"] == ["labels": "frameveil: CenterFace, SSDLite-MobileNetV2"])
      let result = try fetch(body["urls"]["result"], to: "result.json")
      #expect(try JSONDecoder().decode(JSON.self, from: Data(result))["faces"] == body["faces"])
      try expectGreen(try fetch(body["urls"]["hidden"], to: "hidden.jpg"))
    }
    #expect(
      try stored()
        == ["hidden.jpg", "hidden.jpg.metadata.json", "result.json"].flatMap { name in
          (0..<4).map { _ in "images/ID/\(name)" }
        })
    #expect(server.text.split(separator: "\n").count { $0.contains("an image is analysed") } == 4)
    #expect(server.end() == 0)
  }

  /// The left borders of the faces that `detect` finds.
  private func detect() throws -> [JSON] {
    let outcome = try Frameveil.run(["detect", photograph, "-o", folder("faces.json"), "-q"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let found = try JSONDecoder().decode(JSON.self, from: Data(folder.contents("faces.json")))
    return found["FaceDetails"].elements.map { $0["BoundingBox"]["Left"] }
  }

  private func expectGreen(_ hidden: [UInt8]) throws {
    struct Covered: Decodable { var green: [Double] }
    let frame = try #require(try Truth.load().frames.first { $0.frame == 120 })
    let boxes = frame.faces.filter { $0.visible > 0.5 }.map(\.box)
    try folder.write("copy.jpg", hidden)
    let covered = try ImageJudges.read(
      Covered.self, "covered.py",
      [photograph, folder("copy.jpg")]
        + boxes.flatMap { [$0.left, $0.top, $0.left + $0.width, $0.top + $0.height].map { "\($0)" } })
    #expect(!covered.green.isEmpty && covered.green.allSatisfy { $0 > 0.9 }, "\(covered)")
  }

  @Test func `what cannot be analysed is refused, and nothing is stored`() throws {
    let server = try serve()
    let picture = try bytes(of: photograph)
    let cut = try folder.write("cut.jpg", picture.prefix(picture.count / 2))
    let text = try folder.write("text.jpg", "no picture")
    let large = try folder.write("large.jpg", picture + [UInt8](repeating: 0, count: 6 << 20))
    let huge = try folder.write("huge.jpg", picture + [UInt8](repeating: 0, count: 12 << 20))
    let cases: [(JSON, Int, String)] = [
      (raw(path: cut), 422, "InvalidImage"), (raw(path: text), 415, "UnsupportedMediaType"),
      (raw(path: large), 413, "PayloadTooLarge"), (raw(path: huge), 413, "PayloadTooLarge"),
      (raw(["features": "moderation"]), 422, "FeatureUnavailable"),
      (raw(["hide": "moderation"]), 422, "FeatureUnavailable"),
      (raw(["effect": "blur"]), 400, "InvalidParameter"), (raw(["hides": "faces"]), 400, "UnknownParameter"),
      (["method": "GET"], 405, "MethodNotAllowed"), (["json": ["hide": "text"]], 400, "MissingImage"),
      (raw(headers: ["Host": "evil.example"]), 403, "ForbiddenHost"),
      (raw(headers: ["Origin": "http://evil.example"]), 403, "ForbiddenOrigin"),
      (raw(path: huge, headers: ["Origin": "null"]), 403, "ForbiddenOrigin"),
    ]
    let answers = try send(cases.map(\.0), to: server, areValid: false)
    for (answer, (request, status, code)) in zip(answers, cases) {
      #expect(answer.status == status && answer.code == code, "\(request): \(answer)")
      #expect(answer.body["requestId"].text.map { server.text.contains($0) } == true)
    }
    #expect(try stored().isEmpty)
    #expect(server.end() == 0)
  }

  @Test func `an image without faces, and one above 5 MB, are stored as the function stores them`() throws {
    let server = try serve(["--keep-originals"])
    let plain = try ClipMaker.clip(
      "colours.png", ["-f", "lavfi", "-i", "testsrc=size=320x240", "-frames:v", "1"])
    let picture = try bytes(of: photograph)
    let comment = [0xFF, 0xFE, 0xFF, 0xFF] + [UInt8](repeating: 0x20, count: 65_533)
    let large = try folder.write(
      "large.jpg", picture.prefix(2) + (0..<82).flatMap { _ in comment } + picture.dropFirst(2))
    let answers = try send(
      [raw(["features": "faces"], path: plain, type: "image/png"), raw(["features": "faces"], path: large)],
      to: server)
    try #require(answers.map(\.status) == [200, 200], "\(answers)")
    #expect(answers[0].body["faces"] == [] && answers[0].body["hidden"]["regions"] == 0)
    #expect(!answers[1].body["faces"].elements.isEmpty)
    #expect(try fetch(answers[1].body["urls"]["original"], to: "original.jpg") == bytes(of: large))
    #expect(try stored().count { !$0.contains("metadata") } == 6)
    #expect(server.end() == 0)
  }

  @Test func `a repeated key stores nothing again, also after a new start`() throws {
    let other = try ClipMaker.clip(
      "other.jpg", ["-f", "lavfi", "-i", "testsrc=size=320x240", "-frames:v", "1"])
    let key: [String: JSON] = ["Idempotency-Key": "order 7"]
    let first = try serve()
    let before = try send([raw(["features": "faces"], headers: key)], to: first)
    #expect(first.end() == 0)
    let second = try serve()
    let answers =
      try before
      + send(
        [
          raw(["features": "faces"], headers: key), raw(["features": "faces"], path: other, headers: key),
          raw(["features": "faces,labels"], headers: key),
        ], to: second)
    #expect(answers.map(\.status) == [200, 200, 422, 422])
    #expect(answers.map { $0.headers["idempotent-replayed"].text } == [nil, "true", nil, nil])
    #expect(answers[2].code == "IdempotencyKeyReused" && answers[3].code == "IdempotencyKeyReused")
    #expect(answers[0].body["id"] == answers[1].body["id"])
    #expect(try stored().count == 3)
    try expectGreen(try fetch(answers[1].body["urls"]["hidden"], to: "hidden.jpg"))
    // The URL of the process that ended.
    let old = try ended(before[0], second)
    #expect(try status(old) == "404")
    #expect(second.end() == 0)
  }

  /// The status of the answer to GET.
  private func status(_ url: String, _ options: [String] = []) throws -> String {
    let words = ["curl", "-s", "--path-as-is", "-o", "/dev/null", "-w", "%{http_code}"]
    return String(decoding: try Program(words + options + [url]).runTool(), as: UTF8.self)
  }

  /// The URL of a result at another server.
  private func ended(_ answer: ImageAPI.Answer, _ server: Server) throws -> String {
    let url = try #require(answer.body["urls"]["hidden"].text)
    return server.url + "/" + url.split(separator: "/").dropFirst(2).joined(separator: "/")
  }

  @Test func `only what a URL of this server names is read`() throws {
    let server = try serve()
    try folder.write("secret.jpg", "secret")
    let answer = try #require(try send([raw(["features": "faces"])], to: server).first)
    let url = try #require(answer.body["urls"]["hidden"].text)
    let parts = url.split(separator: "?").map(String.init)
    let key = try #require(answer.body["objects"]["result"].text)
    let wrong = [
      "\(server.url)/results/\(key)", "\(server.url)/results/\(key)?\(parts[1])", parts[0],
      "\(server.url)/results/../../secret.jpg", "\(server.url)/results/..%2f..%2fsecret.jpg?\(parts[1])",
      "\(server.url)/../secret.jpg", "\(server.url)/store", "\(url)0",
    ]
    for address in wrong { #expect(try status(address) == "404", "\(address)") }
    #expect(try status(url) == "200")
    #expect(try status(url, ["-H", "Host: evil.example"]) == "403")
    let head = try Program(["curl", "-sI", url]).runTool()
    for field in [
      "Content-Type: image/jpeg", "X-Content-Type-Options: nosniff", "attachment; filename=\"hidden.jpg\"",
    ] {
      #expect(String(decoding: head, as: UTF8.self).contains(field))
    }
    #expect(server.end() == 0)
  }

  @Test func `results are stored in a bucket`() throws {
    let moto = try MotoServer()
    let objects = try ObjectServer.shared()
    let options = ObjectServer.CallOptions(through: moto.url)
    _ = try objects.ask("create_bucket", ["Bucket": "pictures"], options).get()
    let server = try serve(
      store: "s3://pictures/of/today",
      environment: objects.environment().merging(["AWS_ENDPOINT_URL_S3": moto.url]) { $1 })
    let answers = try send(
      [
        raw(["features": "faces,labels"], headers: ["Idempotency-Key": "k"]),
        raw(["features": "faces,labels"], headers: ["Idempotency-Key": "k"]),
      ],
      to: server)
    try #require(answers.map(\.status) == [200, 200], "\(answers)")
    let listing = try objects.ask("list_objects_v2", ["Bucket": "pictures"], options).get()
    let keys = listing["Contents"].elements.compactMap { $0["Key"].text }
    #expect(keys.count == 2 && keys.allSatisfy { $0.hasPrefix("of/today/") }, "\(keys)")
    #expect(answers[1].body["urls"]["hidden"].text?.hasPrefix(moto.url) == true)
    try expectGreen(try fetch(answers[1].body["urls"]["hidden"], to: "hidden.jpg"))
    #expect(server.end() == 0)
  }

  @Test func `both services are served at one address`() throws {
    try #require(mkdir(folder("videos"), 0o755) == 0 && mkdir(folder("videos/bucket"), 0o755) == 0)
    try folder.replace("videos/bucket/face.jpg", with: photograph)
    let server = try serve(
      ["--rekognition", "--folder", folder("videos")],
      environment: ["AWS_ACCESS_KEY_ID": "AKIDJUDGE", "AWS_SECRET_ACCESS_KEY": "judge/secret+key"])
    let script = "\(Frameveil.repository)/scripts/judge-service"
    let said = try Program(
      [Judges.program("python"), script, server.url, "labels", "bucket", "face.jpg"]
    ).runTool()
    #expect(String(decoding: said, as: UTF8.self).hasPrefix("Face Person\n"))
    let answers = try send([raw(["features": "faces"])], to: server)
    #expect(answers.map(\.status) == [200])
    #expect(server.end() == 0)
  }

  @Test func `the page finds, hides and shows, and tells what it cannot look for`() throws {
    let server = try serve()
    let seen = try Browser.read("use", server.url + "/", picture: photograph)
    #expect(seen["wrong"] == [] && seen["axe"] == [], "\(seen)")
    let hidden = seen["hidden"].elements.compactMap(\.int)
    #expect(hidden.count == 3 && hidden[0] < 40 && hidden[1] > 215 && hidden[2] < 40, "green: \(hidden)")
    #expect(seen["original"] != seen["hidden"])
    #expect(seen["captions"].elements.prefix(2) == ["Faces", "Things and scenes"])
    #expect(seen["untickable"] == ["moderation", "moderation"])
    #expect(seen["picture"].elements.last == "ffd8ff")
    let address = String(server.url.dropFirst("http://".count))
    let hosts = seen["hosts"].elements.compactMap(\.text).filter { $0 != "blob" && $0 != "data" }
    #expect(hosts == [address])
    #expect(server.end() == 0)
  }
}
