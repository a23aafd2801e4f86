import FrameveilTesting
import Geometry
import OpenCV
import Testing

@testable import FaceDetection

/// Text that ffmpeg writes on a plain frame.
@Suite(
  .blocking,
  .enabled(if: (try? InferenceRuntime.found(.openVINO)) != nil, "OpenVINO is not installed: make runtime"))
struct TextReaderTests {
  private static let size = FrameSize(width: 1280, height: 720)

  private static func write(_ text: String, size: Int, x: Int, y: Int) -> String {
    "drawbox=x=\(x - 10):y=\(y - 10):w=\(text.count * size * 7 / 10):h=\(size + 20):color=0x202830:t=fill,"
      + "drawtext=font=DejaVu Sans:text=\(text):fontsize=\(size):fontcolor=white:x=\(x):y=\(y)"
  }

  private static func lines(_ filters: String, _ size: FrameSize = size) throws -> [ReadLine] {
    let plain = "drawbox=x=0:y=0:w=iw:h=ih:color=0x607080:t=fill,"
    let frame = try SampleFrame(filters: plain + filters, size: size)
    let reader = try TextReader(
      detection: .found(.text), recognition: .found(.recognition), options: DetectionOptions())
    return try frame.drawing.read { try reader.lines(in: $0, FrameGeometry(size: size)) }
  }

  @Test func `lines and words are read, and words are where they are written`() throws {
    let lines = try Self.lines(
      Self.write("Frameveil 2026", size: 40, x: 100, y: 60) + ","
        + Self.write("INVOICE No 4711", size: 28, x: 500, y: 600))
    #expect(lines.map(\.line.text) == ["Frameveil 2026", "INVOICE No 4711"], "\(lines)")
    #expect(lines.allSatisfy { $0.line.confidence > 90 })
    let words = try #require(lines.first).words
    #expect(words.map(\.text) == ["Frameveil", "2026"])
    // Nine of fourteen characters, and a space.
    let (first, second) = (words[0].quad.box, words[1].quad.box)
    #expect(abs(first.left - 100.0 / 1280) < 0.02 && abs(first.right - second.left) < 1e-9)
    #expect((0.2...0.29).contains(second.left), "\(second)")
  }

  @Test(arguments: [("transpose=clock", true), ("transpose=cclock", true), ("hflip,vflip", false)])
  func `turned text is read`(turn: String, isUpright: Bool) throws {
    let size = isUpright ? FrameSize(width: 720, height: 1280) : Self.size
    let lines = try Self.lines(Self.write("Frameveil 2026", size: 40, x: 100, y: 60) + "," + turn, size)
    #expect(lines.map(\.line.text) == ["Frameveil 2026"], "\(lines)")
    let quad = try #require(lines.first).line.quad
    let along = quad.topEnd - quad.topStart
    switch turn {
    case "transpose=clock": #expect(along.y > 0.1 && abs(along.x) < 0.01)
    case "transpose=cclock": #expect(along.y < -0.1 && abs(along.x) < 0.01)
    default: #expect(along.x < -0.1 && abs(along.y) < 0.01)
    }
  }

  @Test func `slanted text is read along its direction`() throws {
    let lines = try Self.lines(
      Self.write("Frameveil 2026", size: 44, x: 100, y: 360) + ",rotate=15*PI/180:fillcolor=0x202830")
    let line = try #require(lines.first { $0.line.text == "Frameveil 2026" }, "\(lines)")
    let along = (line.line.quad.topEnd - line.line.quad.topStart) * SIMD2(1280, 720)
    #expect((0.2...0.33).contains(along.y / along.x), "the tangent of 15 degrees: \(along)")
  }

  @Test func `a plain frame has no text`() throws {
    #expect(try Self.lines("null").isEmpty)
  }
}

/// What is made of the network's output and of several finds of one line.
@Suite struct ReadLineTests {
  private static func decoded(_ best: [Int], _ alphabet: TextAlphabet) -> [String] {
    var values = [Float](repeating: 0, count: best.count * alphabet.count)
    for (column, character) in best.enumerated() { values[column * alphabet.count + character] = 0.9 }
    return values.withUnsafeBufferPointer { alphabet.decoded($0, columns: best.count).map(\.text) }
  }

  @Test(arguments: [
    ([0, 1, 1, 0, 1, 2, 2, 0], ["a", "a", "b"]), ([0, 0], []), ([1, 4, 2], ["a", " ", "b"]),
    ([3, 3, 3], ["c"]),
  ])
  func `a character that is repeated without a blank is one`(best: [Int], text: [String]) {
    #expect(Self.decoded(best, TextAlphabet(["a", "b", "c"])) == text)
  }

  @Test func `a space that is less probable than a blank is one between characters`() {
    let alphabet = TextAlphabet(["a", "b"])
    func decoded(_ probability: Float) -> String {
      // Columns of blank, a, b, space.
      let values: [Float] = [0, 1, 0, 0] + [1 - probability, 0, 0, probability] + [0, 0, 1, 0]
      return values.withUnsafeBufferPointer { alphabet.decoded($0, columns: 3).map(\.text).joined() }
    }
    #expect(decoded(0.04) == "a b" && decoded(0.02) == "ab" && decoded(0.9) == "a b")
  }

  @Test func `words reach to the middle of the gap`() throws {
    let characters = [("a", 0.1), ("b", 0.3), (" ", 0.4), ("c", 0.7)].map {
      ReadCharacter(text: $0.0, position: $0.1, confidence: $0.0 == "c" ? 0.5 : 1)
    }
    let quad = TextQuad(Box(left: 0, top: 0, width: 0.5, height: 0.1))
    let line = try #require(ReadLine(characters, at: quad))
    #expect(line.line.text == "ab c" && abs(line.line.confidence - 250.0 / 3) < 1e-4)
    #expect(line.words.map(\.text) == ["ab", "c"] && line.words.map(\.confidence) == [100, 50])
    #expect(line.words.map(\.quad.box.right) == [0.25, 0.5] && line.words[1].quad.box.left == 0.25)
    #expect(ReadLine([ReadCharacter(text: " ", position: 0.5, confidence: 1)], at: quad) == nil)
  }

  @Test func `a line that was found twice is one, and slanted lines side by side are two`() {
    let size = FrameSize(width: 1000, height: 1000)
    func slanted(_ down: Double) -> TextQuad {
      TextQuad(
        topStart: SIMD2(0.1, 0.1 + down), topEnd: SIMD2(0.7, 0.7 + down), bottomEnd: SIMD2(0.67, 0.73 + down),
        bottomStart: SIMD2(0.07, 0.13 + down))
    }
    let (one, other) = (slanted(0), slanted(0.1))
    #expect(TextReader.merged([one.part(from: 0, to: 0.5), one, other], in: size).count == 2)
    #expect(TextReader.merged([one, one.reversed], in: size).count == 1)
  }

  @Test func `the characters are in the metadata of an ONNX file`() throws {
    // ir_version 8, a graph, two entries of metadata.
    let entry: (String, String) -> [UInt8] = { key, value in
      let content = [0x0A, UInt8(key.utf8.count)] + key.utf8 + [0x12, UInt8(value.utf8.count)] + value.utf8
      return [0x72, UInt8(content.count)] + content
    }
    let file = [0x08, 0x08, 0x3A, 0x03, 1, 2, 3] + entry("other", "x") + entry("character", "a\n疗\nb")
    #expect(ONNXMetadata.value(of: "character", in: file) == "a\n疗\nb")
    #expect(TextAlphabet(onnx: file)?.count == 5)
    #expect(ONNXMetadata.value(of: "none", in: file) == nil)
    for count in 0..<file.count { _ = ONNXMetadata.value(of: "character", in: Array(file.prefix(count))) }
    #expect(
      ONNXMetadata.value(of: "character", in: [0x72, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F])
        == nil)
  }
}
