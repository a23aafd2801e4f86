import AWS
import Core
import Detections
import FoundationEssentials
import FrameveilTesting
import HTTP
import LambdaRuntime
import Rekognition
import S3
import Synchronization
import Testing
@testable import Workflow

/// The function behind the API, with an in-memory bucket and Rekognition.
@Suite(.blocking) struct AnalyzeImageTests {
  private let store = MemoryImages()
  private let service = MemoryImageDetection()
  private let redactor = RecordedRedactor()
  private let picture: [UInt8]

  init() throws { picture = try HTTPEvents.picture() }

  private func function(
    store: MemoryImages? = nil, service: MemoryImageDetection? = nil, redactor: RecordedRedactor? = nil,
    _ variables: [String: String] = [:]
  ) throws -> AnalyzeImage {
    try AnalyzeImage(
      Variables(["IMAGES_BUCKET": "pictures", "URL_LIFETIME_SECONDS": "600"].merging(variables) { $1 }),
      store: store ?? self.store, service: service ?? self.service, redactor: redactor ?? self.redactor)
  }

  private func call(
    _ function: AnalyzeImage, _ event: JSON, lines: LogLines = LogLines()
  ) async throws -> (status: Int, headers: [String: String], body: JSON) {
    let bytes = try await JSONHandler(function).handle(
      Array(JSONEncoder().encode(event)), .test(lines: lines))
    let answer = try JSONDecoder().decode(JSON.self, from: Data(bytes))
    #expect(answer["isBase64Encoded"] == false)
    #expect(answer["headers"]["content-type"] == "application/json")
    #expect(answer["headers"]["cache-control"] == "no-store")
    let body = try JSONDecoder().decode(JSON.self, from: Data((answer["body"].text ?? "").utf8))
    var headers: [String: String] = [:]
    if case .object(let fields) = answer["headers"] { headers = fields.compactMapValues(\.text) }
    return (answer["statusCode"].int ?? 0, headers, body)
  }

  @Test func `an image is analysed, hidden, stored and answered`() async throws {
    let lines = LogLines()
    let answer = try await call(
      function(), HTTPEvents.event(picture, query: ["features": "faces,labels,text,moderation"]), lines: lines
    )
    #expect(answer.status == 200)
    let body = answer.body
    let id = try #require(body["id"].text)
    #expect(id.utf8.count == 32)
    #expect(body["schema"] == "frameveil-image-analysis" && body["version"] == 1)
    #expect(body["requestId"] == "request-1")
    #expect(body["image"] == ["format": "jpeg", "width": 96, "height": 80, "bytes": .integer(picture.count)])
    #expect(body["features"] == ["labels", "faces", "text", "moderation"])
    #expect(body["labels"].elements.map { $0["name"] } == ["Car"])
    #expect(body["faces"].elements.first?["box"] == ["left": 0.1, "top": 0.2, "width": 0.3, "height": 0.4])
    #expect(body["text"].elements.first?["type"] == "line")
    #expect(body["moderation"].elements.first?["parent"] == "Violence")
    #expect(body["models"] == ["labels": "3.0", "text": "3.1", "moderation": "7.0"])
    #expect(body["hidden"]["notes"] == ["a note"] && body["hidden"]["hide"] == "faces")
    let folder = "images/\(id)"
    #expect(store.keys == ["\(folder)/hidden.jpg", "\(folder)/result.json"])
    #expect(store.changes.withLock { $0.last } == "+\(folder)/result.json", "the result is written last")
    #expect(body["urls"]["hidden"] == .string("https://pictures/\(folder)/hidden.jpg?expires=600"))
    #expect(body["urls"]["original"] == .null)
    #expect(body["urls"]["expires"] == "1970-01-01T00:10:00.000Z")
    let stored = try JSONDecoder().decode(JSON.self, from: Data(store["\(folder)/result.json"]?.bytes ?? []))
    #expect(stored["urls"] == .null && stored["faces"] == body["faces"])
    #expect(store["\(folder)/hidden.jpg"]?.properties.contentType == "image/jpeg")
    #expect(lines.text.contains(#""faces":1,"texts":1,"moderation":1,"regions":1"#))
    #expect(lines.text.contains(#""Name":"RekognitionSeconds""#))
    for secret in ["SECRET", "Weapons", "Car"] { #expect(!lines.text.contains(secret)) }
  }

  @Test func `what is asked for is called at once, and what has to be hidden as well`() async throws {
    // No call returns before all three have come.
    let service = MemoryImageDetection(together: 3)
    let answer = try await call(
      function(service: service),
      HTTPEvents.event(picture, query: ["features": "labels", "hide": "text,moderation", "effect": "solid"]))
    #expect(answer.body["features"] == ["labels", "text", "moderation"])
    #expect(answer.body["faces"] == .null)
    #expect(Set(service.asked.withLock { $0.map(\.operation) }) == [.labels, .text, .moderation])
    let asked = redactor.asked.withLock { $0 }
    #expect(
      asked.first?.plan == ImageRedaction(hide: Subjects(text: true, moderation: true), effect: "solid"))
    #expect(asked.first?.responses.count == 2, "the redactor gets the responses that it needs")
  }

  @Test func `what the service cannot look for is refused by name, and is not looked for by itself`()
    async throws
  {
    let service = MemoryImageDetection(obstacles: [.text: "there is no model", .moderation: "there is none"])
    let function = try function(service: service)
    let standard = try await call(function, HTTPEvents.event(picture))
    #expect(standard.body["features"] == ["labels", "faces"])
    let refused = [["features": "faces,text"], ["hide": "faces,text"], ["features": "moderation"]]
    for (index, query) in refused.enumerated() {
      let answer = try await call(
        function, HTTPEvents.event(picture, query: query, requestID: "r\(index)"))
      #expect(answer.status == 422 && answer.body["error"]["code"] == "FeatureUnavailable")
      let name = index < 2 ? "text: there is no model;" : "moderation: there is none;"
      #expect(answer.body["error"]["message"].text?.contains(name) == true)
    }
    #expect(service.asked.withLock { $0.count } == 2)
    let get = try HTTPEvents.decoded(HTTPEvents.page(route: "GET /", path: "/", stage: "$default"))
    let page = try await function.handle(get, .test(lines: LogLines()))
    #expect(page.body.contains(#"data-unavailable="text moderation""#))
    #expect(page.body.contains("<p>The test looks at the picture."))
  }

  @Test func `a repeated key is answered from what is stored`() async throws {
    let function = try function()
    let headers = ["Idempotency-Key": "order 7"]
    let first = try await call(function, HTTPEvents.event(picture, headers: headers))
    let second = try await call(function, HTTPEvents.event(picture, headers: headers, requestID: "request-2"))
    #expect(second.status == 200)
    #expect(second.headers["idempotent-replayed"] == "true" && first.headers["idempotent-replayed"] == nil)
    #expect(second.body["requestId"] == "request-2")
    #expect(second.body["faces"] == first.body["faces"] && second.body["id"] == first.body["id"])
    #expect(second.body["urls"]["hidden"] == first.body["urls"]["hidden"])
    #expect(service.asked.withLock { $0.count } == 3)
    #expect(store.changes.withLock { $0.count } == 2)
    let other = try await call(
      function, HTTPEvents.event(picture, headers: ["Idempotency-Key": "order 8"], requestID: "request-3"))
    #expect(other.body["id"] != first.body["id"])
  }

  @Test func `the key of another request is refused`() async throws {
    let function = try function()
    let headers = ["idempotency-key": "k"]
    _ = try await call(function, HTTPEvents.event(picture, headers: headers))
    for event in [
      HTTPEvents.event(try HTTPEvents.largePicture(1), headers: headers),
      HTTPEvents.event(picture, headers: headers, query: ["features": "text"]),
      HTTPEvents.event(picture, headers: headers, query: ["effect": "solid"]),
      HTTPEvents.event(try HTTPEvents.picture("picture.png"), headers: headers),
    ] {
      let answer = try await call(function, event)
      #expect(answer.status == 422 && answer.body["error"]["code"] == "IdempotencyKeyReused")
    }
    #expect(service.asked.withLock { $0.count } == 3)
    let claims: JSON = ["jwt": ["claims": ["iss": "https://issuer", "sub": "another"], "scopes": .null]]
    let client = try await call(function, HTTPEvents.event(picture, headers: headers, authorizer: claims))
    #expect(
      client.status == 200 && client.headers["idempotent-replayed"] == nil, "clients have their own keys")
  }

  @Test func `an image that another request has stored under the key is not taken for its own`() async throws
  {
    // The other request has stored its hidden image, and not yet its result.
    let function = try function()
    let headers = ["idempotency-key": "k"]
    let answer = try await call(function, HTTPEvents.event(picture, headers: headers))
    try await store.delete(
      ObjectReference(bucket: "pictures", key: answer.body["objects"]["result"].text ?? ""))
    let other = try await call(
      function, HTTPEvents.event(try HTTPEvents.largePicture(1), headers: headers))
    #expect(other.status == 422)
    let same = try await call(function, HTTPEvents.event(picture, headers: headers))
    #expect(same.status == 200 && same.headers["idempotent-replayed"] == nil)
  }

  @Test func `two requests at once store once`() async throws {
    let service = MemoryImageDetection(together: 6)
    let function = try function(service: service)
    let event = HTTPEvents.event(picture, headers: ["idempotency-key": "k"])
    async let one = call(function, event)
    async let other = call(function, event)
    let answers = try await [one, other]
    #expect(answers.map(\.status) == [200, 200])
    #expect(answers.count { $0.headers["idempotent-replayed"] == "true" } == 1)
    #expect(answers[0].body["created"] == answers[1].body["created"])
    #expect(store.changes.withLock { $0.count } == 2)
  }

  @Test(arguments: ["", String(repeating: "k", count: 256), "ü", "a\tb"])
  func `an invalid key is refused`(key: String) async throws {
    let answer = try await call(function(), HTTPEvents.event(picture, headers: ["idempotency-key": key]))
    #expect(answer.status == 400 && answer.body["error"]["code"] == "InvalidIdempotencyKey")
  }

  @Test func `originals are kept if that is set`() async throws {
    let answer = try await call(
      function(["KEEP_ORIGINALS": "true", "IMAGES_PREFIX": "/a/b/"]), HTTPEvents.event(picture))
    let key = try #require(answer.body["objects"]["original"].text)
    #expect(key.hasPrefix("a/b/") && key.hasSuffix("/original.jpg"))
    #expect(store[key]?.bytes == picture)
    #expect(store[key]?.properties.tags == ["frameveil": "original"])
    #expect(answer.body["urls"]["original"].text?.contains(key) == true)
  }

  @Test(arguments: [false, true])
  func `what is too large for a request is read from the bucket`(keeps: Bool) async throws {
    let large = try HTTPEvents.largePicture(RekognitionImage.maxBytes)
    let answer = try await call(
      function(["KEEP_ORIGINALS": keeps ? "true" : "false"]), HTTPEvents.event(large))
    #expect(answer.status == 200)
    let asked = service.asked.withLock { $0 }
    #expect(asked.count == 3)
    for (_, image) in asked {
      guard case .object(let object) = image else {
        Issue.record("sent as bytes")
        continue
      }
      #expect(object.key.contains(keeps ? "/original.jpg" : "/upload-"))
      #expect((store[object.key] != nil) == keeps, "it is deleted unless originals are kept")
    }
    #expect(store.keys.count == (keeps ? 3 : 2))
  }

  @Test func `the upload is deleted after a failure, too, and a deletion that fails is logged`() async throws
  {
    let large = try HTTPEvents.largePicture(RekognitionImage.maxBytes)
    let service = MemoryImageDetection(error: ServiceFailure("Any"))
    let answer = try await call(function(service: service), HTTPEvents.event(large))
    #expect(answer.status == 500)
    #expect(store.keys.isEmpty && store.changes.withLock { $0.count } == 2)
    let lines = LogLines()
    let stuck = MemoryImages(broken: ["delete": ServiceFailure("Any")])
    let other = try await call(function(store: stuck), HTTPEvents.event(large), lines: lines)
    #expect(other.status == 200)
    #expect(lines.text.contains("was not deleted"))
  }

  private static let causes: [(error: any Error & Sendable, status: Int, code: String)] = [
    (
      AWSError(code: "ThrottlingException", status: 400, operation: "DetectText", subject: "x"), 429,
      "Throttled"
    ),
    (
      AWSError(
        code: "ProvisionedThroughputExceededException", status: 400, operation: "DetectText", subject: "x"),
      429, "Throttled"
    ),
    (
      AWSError(code: "InternalServerError", status: 500, operation: "DetectText", subject: "x"), 503,
      "ServiceUnavailable"
    ),
    (
      AWSError(code: "AccessDenied", status: 403, operation: "PutObject", subject: "arn:role"), 502,
      "ServiceRefused"
    ),
    (
      AWSError(code: "NoSuchBucket", status: 404, operation: "PutObject", subject: "arn:role"), 502,
      "ServiceRefused"
    ),
    (
      AWSError(code: "InvalidImageFormatException", status: 400, operation: "DetectText", subject: "x"), 422,
      "InvalidImage"
    ),
    (
      AWSError(code: "ImageTooLargeException", status: 400, operation: "DetectText", subject: "x"), 413,
      "ImageTooLarge"
    ),
    (HTTPError(.timedOut, "arn:role"), 503, "ServiceUnavailable"),
    (CancellationError(), 503, "OutOfTime"), (ServiceFailure("arn:role"), 500, "InternalFailure"),
    (HTTPFailure(422, "UnsupportedImage", "the image is a CMYK JPEG"), 422, "UnsupportedImage"),
  ]

  @Test(arguments: causes.indices)
  func `every failure is JSON with the request's ID, and its details are in the log`(index: Int) async throws
  {
    let (error, status, code) = Self.causes[index]
    for place in 0..<3 {
      let lines = LogLines()
      let function = try function(
        store: MemoryImages(broken: place == 0 ? ["create": error] : [:]),
        service: MemoryImageDetection(error: place == 1 ? error : nil),
        redactor: RecordedRedactor(error: place == 2 ? error : nil))
      let answer = try await call(function, HTTPEvents.event(picture), lines: lines)
      #expect(answer.status == status && answer.body["error"]["code"] == .string(code))
      #expect(answer.body["requestId"] == "request-1")
      #expect(answer.body["error"]["message"].text?.isEmpty == false)
      #expect(answer.body["error"]["message"].text?.contains("arn:") == false)
      #expect((answer.headers["retry-after"] != nil) == (status == 429 || status == 503))
      #expect(lines.text.contains(#""status":\#(status),"code":"\#(code)""#))
      #expect(lines.text.contains(#""Requests":1,"#))
    }
  }

  @Test func `malformed responses, wrong methods and images that are none are failures`() async throws {
    let malformed = MemoryImageDetection([.faces: "[]"])
    let answer = try await call(function(service: malformed), HTTPEvents.event(picture))
    #expect(answer.status == 502 && answer.body["error"]["code"] == "MalformedResponse")
    #expect(store.changes.withLock { $0.count } == 0)
    let get = try await call(function(), HTTPEvents.event([], method: "GET"))
    #expect(get.status == 405 && get.headers["allow"] == "POST")
    let cut = try await call(function(), HTTPEvents.event(Array(picture.prefix(picture.count / 2))))
    #expect(cut.status == 422 && cut.body["error"]["code"] == "InvalidImage")
    let text = try await call(function(), HTTPEvents.event(Array("hello".utf8)))
    #expect(text.status == 415)
    #expect(service.asked.withLock { $0.isEmpty })
  }

  @Test(arguments: [
    ("GET /", "/prod/", "prod"), ("GET /", "/mapped/", "$default"), ("$default", "/", "$default"),
    ("$default", "/prod", "prod"), ("ANY /{proxy+}", "/prod/", "prod"),
  ])
  func `the page is served at the root, with a policy that allows nothing else`(
    route: String, path: String, stage: String
  ) async throws {
    let event = HTTPEvents.page(route: route, path: path, stage: stage)
    let lines = LogLines()
    let bytes = try await JSONHandler(try function()).handle(
      Array(JSONEncoder().encode(event)), .test(lines: lines))
    let page = try JSONDecoder().decode(JSON.self, from: Data(bytes))
    #expect(page["statusCode"] == 200 && page["headers"]["content-type"] == "text/html; charset=utf-8")
    let policy = try #require(page["headers"]["content-security-policy"].text)
    #expect(policy.contains("img-src 'self' blob: data: https://pictures;") && !policy.contains("unsafe"))
    let html = try #require(page["body"].text)
    for element in ["script", "style"] {
      let parts = html.split(separator: "<\(element)>")
      #expect(parts.count == 2, "one \(element) without attributes")
      let content = try #require(parts.last?.split(separator: "</\(element)>").first)
      let hash = Data(SHA256.digest(content.utf8)).base64EncodedString()
      #expect(policy.contains("\(element)-src 'sha256-\(hash)'"))
    }
    #expect(!html.contains("{{") && !html.contains(" style=") && !html.contains("http://www.w3.org/1999"))
    #expect(service.asked.withLock { $0.isEmpty } && store.keys.isEmpty)
  }

  @Test(arguments: [("$default", "/images"), ("$default", "/prod/images"), ("$default", "/favicon.ico")])
  func `GET of another path is refused`(route: String, path: String) async throws {
    let answer = try await call(function(), HTTPEvents.page(route: route, path: path, stage: "prod"))
    #expect(answer.status == 405 && answer.headers["allow"] == "POST")
  }

  @Test func `a deadline is a failure in JSON, too`() async throws {
    struct Slow: ImageDetectionService {
      let name = "The test"
      func obstacle(to operation: ImageOperation) -> String? { nil }
      func detect(_ operation: ImageOperation, in image: RekognitionImage) async throws -> [UInt8] {
        try await Task.sleep(for: .seconds(100_000))
        return []
      }
    }
    let function = try AnalyzeImage(
      Variables(["IMAGES_BUCKET": "b"]), store: store, service: Slow(), redactor: redactor)
    let event = HTTPEvents.event(picture)
    let task = Task { try await call(function, event) }
    task.cancel()
    let answer = try await task.value
    #expect(answer.status == 503 && answer.body["error"]["code"] == "OutOfTime")
  }

  private static let settings: [([String: String], String)] = [
    (["IMAGES_BUCKET": ""], "IMAGES_BUCKET is not set"), (["KEEP_ORIGINALS": "yes"], "must be true or false"),
    (["URL_LIFETIME_SECONDS": "604801"], "from 1 to 604800"), (["URL_LIFETIME_SECONDS": "0.5"], "from 1 to"),
    (["IMAGES_PREFIX": "//"], "has no name"),
  ]

  @Test(arguments: settings)
  func `invalid settings are refused at the start`(variables: [String: String], words: String) {
    let error = #expect(throws: WorkflowError.self) { try function(variables) }
    #expect(error?.kind == .configuration && error?.description.contains(words) == true)
  }
}
