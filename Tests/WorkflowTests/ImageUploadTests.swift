import Detections
import FoundationEssentials
import FrameveilTesting
import StillImages
import Testing
@testable import Workflow

/// Images in the bodies of requests.
@Suite struct ImageUploadTests {
  private static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 13, 10, 45, 45]
  private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]
  private static let base64 = Data(jpeg).base64EncodedString()

  private func upload(_ event: JSON) throws -> ImageUpload { try ImageUpload(HTTPEvents.decoded(event)) }

  private func failure(_ event: JSON) -> HTTPFailure? {
    #expect(throws: HTTPFailure.self) { try upload(event) }
  }

  @Test(arguments: ["image/jpeg", "image/png", "IMAGE/HEIC; q=1", "application/octet-stream", nil])
  func `the body is an image by its first bytes, whatever its type`(type: String?) throws {
    #expect(try upload(HTTPEvents.event(Self.jpeg, type: type)).image == Self.jpeg)
    #expect(try upload(HTTPEvents.event(Self.jpeg, type: type)).format == .jpeg)
    #expect(try upload(HTTPEvents.event(Self.png, type: type)).format == .png)
  }

  private static let texts: [(type: String, body: String)] = [
    ("text/plain", base64),
    ("text/plain; charset=utf-8", "  \(base64.prefix(5))\r\n\(base64.dropFirst(5))\n"),
    ("text/plain", "data:image/jpeg;base64,\(base64)"), ("application/json", #"{"image":"\#(base64)"}"#),
    (
      "application/json; charset=utf-8",
      #"{"hide":"text","image":"data:;base64,\#(base64)","features":["text","faces"]}"#
    ),
  ]

  @Test(arguments: texts)
  func `Base64 is decoded`(type: String, body: String) throws {
    for isText in [true, false] {
      #expect(try upload(HTTPEvents.event(Array(body.utf8), type: type, isText: isText)).image == Self.jpeg)
    }
  }

  @Test func `the first part of a form that is an image is the image`() throws {
    let other = Self.jpeg + [1]
    let body = MultipartFormTests.form([
      MultipartFormTests.file([1, 2, 3], name: "note"), MultipartFormTests.field("effect", "solid"),
      MultipartFormTests.field("features", "text"), MultipartFormTests.file(Self.jpeg, name: "any"),
      MultipartFormTests.file(other), MultipartFormTests.field("features", "faces"),
      MultipartFormTests.field("hide", "text,label:\"License Plate\""),
    ])
    for type in ["multipart/form-data; boundary=X", "multipart/form-data; boundary=\"X\""] {
      let upload = try upload(
        HTTPEvents.event(body, type: type, query: ["effect": "blur", "features": "labels"]))
      #expect(upload.image == Self.jpeg)
      #expect(upload.parameters.effect == .solid, "fields of the form precede the query")
      #expect(upload.parameters.features == [.faces, .text])
      #expect(upload.parameters.hide == Subjects(text: true, labels: ["License Plate"]))
    }
  }

  @Test func `parameters come from the query or from JSON`() throws {
    let query = try upload(
      HTTPEvents.event(Self.jpeg, query: ["features": "moderation, labels", "hide": "faces,moderation"])
    ).parameters
    #expect(query.features == [.labels, .moderation])
    #expect(query.hide == Subjects(faces: true, moderation: true))
    #expect(query.effect == nil)
    let none = try upload(HTTPEvents.event(Self.jpeg)).parameters
    #expect(none.features == nil && none.hide == nil)
  }

  private static let refused: [(event: JSON, status: Int, code: String)] = [
    (HTTPEvents.event([]), 400, "MissingImage"),
    (HTTPEvents.event(Array("no picture".utf8)), 415, "UnsupportedMediaType"),
    (HTTPEvents.event(Array("RIFF____WEBPVP8 ".utf8), type: "image/webp"), 415, "UnsupportedMediaType"),
    (HTTPEvents.event(jpeg, type: "application/x-www-form-urlencoded"), 415, "UnsupportedMediaType"),
    (HTTPEvents.event(jpeg, type: ";"), 400, "InvalidContentType"),
    (HTTPEvents.event(jpeg, type: "multipart/form-data"), 400, "InvalidMultipart"),
    (HTTPEvents.event(jpeg, type: "multipart/form-data; boundary=X"), 400, "InvalidMultipart"),
    (
      HTTPEvents.event(
        MultipartFormTests.form([MultipartFormTests.field("features", "text")]),
        type: "multipart/form-data; boundary=X"), 400, "MissingImage"
    ),
    (
      HTTPEvents.event(
        MultipartFormTests.form([MultipartFormTests.file([1, 2, 3])]), type: "multipart/form-data; boundary=X"
      ), 415,
      "UnsupportedMediaType"
    ),
    (
      HTTPEvents.event(
        MultipartFormTests.form([
          MultipartFormTests.file(jpeg), MultipartFormTests.field("hides", "text"),
        ]), type: "multipart/form-data; boundary=X"), 400, "UnknownParameter"
    ),
    (
      HTTPEvents.event(
        MultipartFormTests.form([
          MultipartFormTests.file(jpeg),
          MultipartFormTests.field("hide", String(repeating: "x", count: 2000)),
        ]), type: "multipart/form-data; boundary=X"), 400, "InvalidParameter"
    ),
    (HTTPEvents.event(Array("####".utf8), type: "text/plain", isText: true), 400, "InvalidBase64"),
    (
      HTTPEvents.event(Array("data:image/png,abc".utf8), type: "text/plain", isText: true), 400,
      "InvalidBase64"
    ),
    (HTTPEvents.event(Array("{".utf8), type: "application/json", isText: true), 400, "InvalidJSON"),
    (HTTPEvents.event(Array("[]".utf8), type: "application/json", isText: true), 400, "InvalidJSON"),
    (
      HTTPEvents.event(Array(#"{"image":7}"#.utf8), type: "application/json", isText: true), 400,
      "InvalidJSON"
    ),
    (
      HTTPEvents.event(Array(#"{"hide":"text"}"#.utf8), type: "application/json", isText: true), 400,
      "MissingImage"
    ),
    (
      HTTPEvents.event(
        Array(#"{"image":"\#(base64)","x":"y"}"#.utf8), type: "application/json", isText: true), 400,
      "UnknownParameter"
    ),
    (HTTPEvents.event(jpeg, query: ["feature": "text"]), 400, "UnknownParameter"),
    (HTTPEvents.event(jpeg, query: ["features": "text,cats"]), 400, "InvalidParameter"),
    (HTTPEvents.event(jpeg, query: ["features": ""]), 400, "InvalidParameter"),
    (HTTPEvents.event(jpeg, query: ["effect": "image"]), 400, "InvalidParameter"),
    (HTTPEvents.event(jpeg, query: ["hide": "persons"]), 400, "InvalidParameter"),
    (HTTPEvents.event(jpeg, query: ["hide": "heads"]), 400, "InvalidParameter"),
    (HTTPEvents.event(jpeg, query: ["hide": "plates"]), 400, "InvalidParameter"),
    (HTTPEvents.event(jpeg, query: ["hide": "label:"]), 400, "InvalidParameter"),
    (HTTPEvents.event(jpeg, query: ["hide": ""]), 400, "InvalidParameter"),
  ]

  @Test(arguments: refused)
  func `what is no usable request is refused`(event: JSON, status: Int, code: String) {
    let failure = failure(event)
    #expect(failure?.status == status && failure?.code == code, "\(failure as Any)")
  }

  @Test func `a body that is too large is refused`() {
    let large = Self.jpeg + [UInt8](repeating: 0, count: ImageUpload.maxBytes)
    let text = Array(Data(large).base64EncodedString().utf8)
    for event in [
      HTTPEvents.event(large), HTTPEvents.event(text, type: "text/plain", isText: true),
      HTTPEvents.event(Array(#"{"image":""#.utf8) + text + Array(#""}"#.utf8), type: "application/json"),
      HTTPEvents.event(
        MultipartFormTests.form([MultipartFormTests.file(large)]), type: "multipart/form-data; boundary=X"),
    ] {
      let failure = failure(event)
      #expect(failure?.status == 413 && failure?.code == "PayloadTooLarge", "\(failure as Any)")
    }
  }

  @Test func `Base64 that the event only pretends is refused`() {
    guard case .object(var event) = HTTPEvents.event(Self.jpeg) else { return }
    event["body"] = "\u{FF}\u{D8}"
    #expect(failure(.object(event))?.code == "InvalidBase64")
  }

  @Test func `other events are not HTTP requests`() {
    guard case .object(let sound) = HTTPEvents.event(Self.jpeg) else { return }
    for (name, value) in [("version", "1.0"), ("requestContext", [:]), ("version", nil)] as [(String, JSON?)]
    {
      var event = sound
      event[name] = value
      #expect(throws: DecodingError.self) { try HTTPEvents.decoded(.object(event)) }
    }
  }

  @Test func `mutated bodies are parsed or refused`() throws {
    let form = MultipartFormTests.form([
      MultipartFormTests.field("features", "faces,text"), MultipartFormTests.file(Self.jpeg),
      MultipartFormTests.field("hide", "label:\"A b\",faces"),
    ])
    let json = Array(#"{"image":"\#(Self.base64)","features":["text"],"hide":"faces"}"#.utf8)
    var random = SplitMix(seed: 7)
    var parsed = 0
    for number in 0..<6000 {
      let event =
        switch number % 3 {
        case 0: HTTPEvents.event(Mutation.mutated(form, &random), type: "multipart/form-data; boundary=X")
        case 1: HTTPEvents.event(Mutation.mutated(json, &random), type: "application/json")
        default: HTTPEvents.event(Mutation.mutated(Array(Self.base64.utf8), &random), type: "text/plain")
        }
      do {
        _ = try upload(event)
        parsed += 1
      } catch let failure as HTTPFailure {
        #expect([400, 415].contains(failure.status), "\(failure)")
      }
    }
    #expect((100..<5900).contains(parsed))
  }
}
