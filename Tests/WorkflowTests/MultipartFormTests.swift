import FrameveilTesting
import Testing
@testable import Workflow

/// Header values with parameters, and forms.
@Suite struct MultipartFormTests {
  private static let values: [(text: String, value: String, parameters: [String: String])] = [
    ("image/jpeg", "image/jpeg", [:]),
    ("Multipart/Form-Data; Boundary=aB-1", "multipart/form-data", ["boundary": "aB-1"]),
    (
      #"multipart/form-data;boundary="a b;c=\"d\"";x=1;"#, "multipart/form-data",
      ["boundary": #"a b;c="d""#, "x": "1"]
    ),
    (
      #"form-data; name="hide"; filename="C:\\ü;.jpg""#, "form-data",
      ["name": "hide", "filename": #"C:\ü;.jpg"#]
    ),
    ("text/plain ;\tcharset=utf-8", "text/plain", ["charset": "utf-8"]),
  ]

  @Test(arguments: values)
  func `a header value has parameters`(text: String, value: String, parameters: [String: String]) {
    let parsed = HeaderValue(text)
    #expect(parsed?.value == value)
    #expect(parsed?.parameters == parameters)
  }

  @Test(arguments: [
    "", ";a=b", "x; a", "x; a=\"b", "x; a=b\"c", "x; =b", "x; a=1; A=2", #"x; a="b"c"#, #"x; a="b\"#,
  ])
  func `other header values are refused`(text: String) {
    #expect(HeaderValue(text) == nil)
  }

  static func form(_ parts: [(header: String, content: [UInt8])], boundary: String = "X") -> [UInt8] {
    parts.flatMap { Array("--\(boundary)\r\n\($0.header)\r\n\r\n".utf8) + $0.content + Array("\r\n".utf8) }
      + Array("--\(boundary)--\r\n".utf8)
  }

  static func field(_ name: String, _ value: String) -> (header: String, content: [UInt8]) {
    ("Content-Disposition: form-data; name=\"\(name)\"", Array(value.utf8))
  }

  static func file(_ content: [UInt8], name: String = "image") -> (header: String, content: [UInt8]) {
    (
      "content-disposition: form-data; name=\"\(name)\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg",
      content
    )
  }

  @Test func `parts have names and contents, whatever bytes these are`() throws {
    let content = Array("\r\n--\r\n--X\0\u{FF}--Y\r\n\r\n-".utf8)
    let parts = [Self.field("hide", "faces"), Self.file(content), Self.field("empty", "")]
    for boundary in ["X--Z", "----WebKitFormBoundary7MA4YWxkTrZu0gW", "a'()+_,-./:=? b"] {
      let form = try MultipartForm(Self.form(parts, boundary: boundary), boundary: boundary)
      #expect(form.parts.map(\.name) == ["hide", "image", "empty"])
      #expect(form.parts.map(\.isFile) == [false, true, false])
      #expect(form.parts.map { Array($0.content) } == parts.map(\.content))
    }
  }

  @Test func `a preamble, an epilogue and spaces behind a boundary are ignored`() throws {
    let text =
      "preamble\r\n--X \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--X--  \r\nepilogue --X"
    let form = try MultipartForm(Array(text.utf8), boundary: "X")
    #expect(form.parts.map(\.name) == ["a"])
    #expect(try MultipartForm(Array("--X--".utf8), boundary: "X").parts.isEmpty)
  }

  private static let malformed: [(body: String, boundary: String, words: String)] = [
    ("", "X", "does not contain its boundary"), ("--Y--", "X", "does not contain its boundary"),
    ("--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1", "X", "ends before"),
    ("--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1\n--X--", "X", "ends before"),
    ("--X\r\nContent-Disposition: form-data; name=a", "X", "without a header"),
    ("--X\r\n\r\n1\r\n--X--", "X", "without a header"),
    ("--Xa\r\n\r\n1\r\n--X--", "X", "text behind a boundary"),
    ("--X\r\nContent-Type: a/b\r\n\r\n1\r\n--X--", "X", "without Content-Disposition"),
    ("--X\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--X--", "X", "without Content-Disposition"),
    ("--X\r\nContent-Disposition: form-data\r\n\r\n1\r\n--X--", "X", "without Content-Disposition"),
    ("--X\r\nnothing\r\n\r\n1\r\n--X--", "X", "without a colon"),
    (
      "--X\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n1\r\n--X--",
      "X",
      "Content-Transfer-Encoding base64"
    ),
    ("--X\r\na: \(String(repeating: "b", count: 5000))\r\n\r\n1\r\n--X--", "X", "too long"),
    ("--\r\n----", "", "invalid boundary"), ("--a \r\n", "a ", "invalid boundary"),
    ("--ü\r\n", "ü", "invalid boundary"), ("", String(repeating: "b", count: 71), "invalid boundary"),
  ]

  @Test(arguments: malformed)
  func `a malformed form is refused`(body: String, boundary: String, words: String) {
    let failure = #expect(throws: HTTPFailure.self) {
      try MultipartForm(Array(body.utf8), boundary: boundary)
    }
    #expect(failure?.status == 400 && failure?.code == "InvalidMultipart")
    #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
  }

  @Test func `a form with too many parts is refused`() {
    let parts = (0...MultipartForm.maxParts).map { Self.field("f\($0)", "") }
    #expect(throws: HTTPFailure.self) { try MultipartForm(Self.form(parts), boundary: "X") }
  }

  @Test func `mutated forms are parsed or refused`() {
    let sound = Self.form([
      Self.field("features", "faces,text"), Self.file([0xFF, 0xD8, 0xFF, 13, 10, 45, 45]),
      Self.field("hide", ""),
    ])
    var random = SplitMix(seed: 5)
    var parsed = 0
    for _ in 0..<20_000 {
      let body = Mutation.mutated(sound, &random)
      do throws(HTTPFailure) {
        let form = try MultipartForm(body, boundary: "X")
        parsed += 1
        #expect(form.parts.count <= MultipartForm.maxParts)
        #expect(form.parts.allSatisfy { $0.content.startIndex >= 0 && $0.content.endIndex <= body.endIndex })
      } catch {
        #expect(error.status == 400)
      }
    }
    #expect((1000..<19_000).contains(parsed))
  }

  @Test func `mutated header values are parsed or refused`() {
    let sound = Array(#"form-data; name="a\"b"; filename="ü.jpg"; x=1"#.utf8)
    var random = SplitMix(seed: 6)
    let parsed = (0..<20_000).count {
      _ in HeaderValue(String(decoding: Mutation.mutated(sound, &random), as: UTF8.self)) != nil
    }
    #expect((1000..<20_000).contains(parsed))
  }
}

/// Random changes to bytes.
enum Mutation {
  /// One to four changes: a byte, a part removed, repeated or cut off, or characters that separate.
  static func mutated(_ sound: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    var bytes = sound
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 1...12, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.removeSubrange(place..<end)
      case 2:
        bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
      case 3: bytes.removeSubrange(place...)
      default:
        bytes.insert(contentsOf: Array("\r\n--X\";=,\\%".utf8).shuffled(using: &random).prefix(3), at: place)
      }
    }
    return bytes
  }
}
