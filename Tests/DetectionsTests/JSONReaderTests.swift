@testable import Detections
import Testing

@Suite struct JSONReaderTests {
  /// Skips all documents of a text; returns the error, if any.
  private func skipping(_ text: [UInt8], chunkSize: Int) -> DetectionError? {
    do {
      var json = JSONReader(fill: source(text, chunkSize: chunkSize))
      while try json.nextDocument() { try json.skipValue() }
      return nil
    } catch {
      return error
    }
  }

  /// Reads all documents of a text completely, without skipping; returns the error, if any.
  private func visiting(_ text: [UInt8], chunkSize: Int) -> DetectionError? {
    func visit(_ json: inout JSONReader) throws(DetectionError) {
      switch try json.peekKind() {
      case .object:
        try json.beginObject()
        while try json.nextKey() != nil { try visit(&json) }
      case .array:
        try json.beginArray()
        while try json.nextElement() { try visit(&json) }
      case .string: _ = try json.readString()
      case .number: _ = try json.readNumber()
      case .boolean, .null: try json.skipLiteral()
      }
    }
    do {
      var json = JSONReader(fill: source(text, chunkSize: chunkSize))
      while try json.nextDocument() { try visit(&json) }
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    "{}", "[]", "  [ ]\t\r\n", #"{"":0}"#, #"{"a":[1,{"b":null}],"c":true}"#, "[[],{},[[]]]", "-0", "0.5e-7",
    "1E+2",
    "\"\"", #""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00é""#, "1 2 3", "{}{}[]", "\u{FEFF}[false]",
    String(repeating: "[", count: 128) + String(repeating: "]", count: 128),
    String(repeating: #"{"a":"#, count: 128) + "1" + String(repeating: "}", count: 128),
  ])
  func `JSON is read and skipped`(text: String) {
    for chunkSize in [1, 2, 3, .max] {
      #expect(skipping(Array(text.utf8), chunkSize: chunkSize) == nil)
      #expect(visiting(Array(text.utf8), chunkSize: chunkSize) == nil)
    }
  }

  @Test(
    arguments: [
      ("[1,]", .syntax), ("[,1]", .syntax), ("[1 2]", .syntax), ("]", .syntax), ("[}", .syntax),
      ("[1}", .syntax),
      (#"{"a":1,}"#, .syntax), (#"{"a" 1}"#, .syntax), (#"{a:1}"#, .syntax), ("{1:1}", .syntax),
      ("{'a':1}", .syntax),
      (#"{"a":}"#, .syntax), (#"{"a"}"#, .syntax), (#"{,}"#, .syntax), (#"{"a":1"b":2}"#, .syntax),
      ("[:]", .syntax),
      ("[01]", .syntax), ("[1.]", .syntax), ("[.5]", .syntax), ("[+1]", .syntax), ("[1e]", .syntax),
      ("[-]", .syntax),
      ("[1.2.3]", .syntax), ("[0x10]", .syntax), ("[1_000]", .syntax), ("[--1]", .syntax), ("[1e+]", .syntax),
      ("[tru]", .syntax), ("[True]", .syntax), ("[nulls]", .syntax), ("[None]", .syntax),
      ("// a\n[]", .syntax),
      (#"["\x"]"#, .syntax), (#"["\u12G4"]"#, .syntax), ("[\"\n\"]", .syntax), ("[\"\0\"]", .syntax),
      ("[NaN]", .nonFiniteNumber), ("[Infinity]", .nonFiniteNumber), ("[-Infinity]", .nonFiniteNumber),
      ("[", .truncated), ("[1", .truncated), ("[1,", .truncated), (#"{"a"#, .truncated),
      (#"{"a":"#, .truncated),
      (#"["\u00"#, .truncated), (#"["\"#, .truncated), ("[tr", .truncated), ("[-", .truncated),
      ("[1e", .truncated),
    ] as [(String, DetectionError.Code)])
  func `invalid JSON is rejected, whether read or skipped`(text: String, code: DetectionError.Code) {
    expectRejection(Array(text.utf8), code)
  }

  @Test(arguments: [("[", 129), (#"{"a":"#, 1_000_000)])
  func `JSON that is nested too deeply is rejected, whether read or skipped`(start: String, count: Int) {
    expectRejection(Array(String(repeating: start, count: count).utf8), .tooDeep)
  }

  @Test func `a number that is too long is rejected, whether read or skipped`() {
    expectRejection(Array("[1.\(String(repeating: "0", count: 70_000))e1]".utf8), .tooLong)
  }

  private func expectRejection(_ bytes: [UInt8], _ code: DetectionError.Code) {
    for chunkSize in [1, 2, .max] {
      let skipped = skipping(bytes, chunkSize: chunkSize)
      let visited = visiting(bytes, chunkSize: chunkSize)
      #expect(skipped?.code == code)
      #expect(visited?.code == code)
      #expect(skipped?.byteOffset == visited?.byteOffset)
    }
  }

  @Test(arguments: ["[\"", "{\"", "[\"\\n"])
  func `a string that is kept has a maximum length, for any chunk size`(start: String) {
    let long = Array((start + String(repeating: "x", count: 70_000) + "\"").utf8)
    for chunkSize in [1, 1000] { #expect(visiting(long, chunkSize: chunkSize)?.code == .tooLong) }
    let endless = Array((start + String(repeating: "\\u0041", count: 70_000) + "\"").utf8)
    #expect(visiting(endless, chunkSize: 4096)?.code == .tooLong)
  }

  @Test func `invalid UTF-8 is rejected only where it is decoded`() {
    let bytes = Array("[\"".utf8) + [0xC3, 0x28] + Array("\"]".utf8)
    for chunkSize in [1, .max] {
      #expect(skipping(bytes, chunkSize: chunkSize) == nil)
      #expect(visiting(bytes, chunkSize: chunkSize)?.code == .encoding)
    }
    // An unpaired surrogate is no character either.
    #expect(skipping(Array(#"["\uD800"]"#.utf8), chunkSize: 1) == nil)
    #expect(visiting(Array(#"["\uD800"]"#.utf8), chunkSize: 1)?.code == .syntax)
    #expect(visiting(Array(#"["\uD800\u0041"]"#.utf8), chunkSize: 1)?.code == .syntax)
  }

  @Test(arguments: [[0xFF, 0xFE, 0x7B, 0x00], [0xFE, 0xFF, 0x00, 0x7B], [0x00, 0x7B]] as [[UInt8]])
  func `UTF-16 is rejected as an encoding error`(bytes: [UInt8]) {
    #expect(skipping(bytes, chunkSize: 1)?.code == .encoding)
  }

  @Test(arguments: [
    (#""plain""#, "plain"), (#""\u0041\u00e9""#, "Aé"), (#""\uD83D\uDE00!""#, "😀!"),
    (#""a\"b\\c\/\n""#, "a\"b\\c/\n"),
    ("\"é😀 longer than a small string\"", "é😀 longer than a small string"),
  ])
  func `strings are decoded`(text: String, string: String) throws {
    for chunkSize in 1...text.utf8.count {
      var json = JSONReader(fill: source(text, chunkSize: chunkSize))
      let read = try json.readString()
      #expect(read == string)
    }
  }

  @Test func `a value has a line, a byte offset and a path`() throws {
    var json = JSONReader(fill: source("{\"a\": [\n1, {\n \"b\": \"x\\\"y\"}]}", chunkSize: 3))
    try json.beginObject()
    _ = try json.nextKey()
    try json.beginArray()
    _ = try json.nextElement()
    try json.skipValue()
    _ = try json.nextElement()
    try json.beginObject()
    _ = try json.nextKey()
    _ = try json.peekKind()
    #expect(json.markedPosition == Position(line: 3, byteOffset: 19, path: "a[1].b"))
  }
}
