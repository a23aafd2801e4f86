import Core
import FoundationEssentials
import Testing

/// Fault 39: nothing that a name holds reaches a terminal as a command.
@Suite struct PlainTextTests {
  /// Controls, format characters and separators by the ranges of the Unicode standard, not by Swift's own table.
  private static let active: [ClosedRange<UInt32>] = [
    0x00...0x1F, 0x7F...0x9F, 0xAD...0xAD, 0x061C...0x061C, 0x200B...0x200B, 0x200E...0x200F, 0x2028...0x202E,
    0x2060...0x2064, 0x2066...0x206F, 0xFEFF...0xFEFF, 0xFFF9...0xFFFB, 0xE0001...0xE0001, 0xE0020...0xE007F,
  ]
  private static let scalars = active.flatMap { $0 }.compactMap(Unicode.Scalar.init)

  @Test func `each active character becomes an escape in a line`() {
    for scalar in Self.scalars {
      let line = PlainText.line("a\(scalar)b")
      #expect(line.hasPrefix("a\\") && line.hasSuffix("b"), "\(scalar.value)")
      #expect(!line.unicodeScalars.contains(scalar))
    }
  }

  @Test func `only line ends of its own stay in a text of several lines`() {
    for scalar in Self.scalars {
      #expect(PlainText.lines("a\(scalar)b").unicodeScalars.contains(scalar) == (scalar == "\n"))
    }
    #expect(PlainText.lines("a\r\nb") == "a\\r\nb")
  }

  @Test(arguments: ["", "plain", "Grüße", "日本語", "👨‍👩‍👧 family", "می‌خواهم", "עברית", "a\\b", "e\u{301}"])
  func `what can be seen stays`(text: String) {
    #expect(PlainText.line(text) == text && PlainText.lines(text) == text && PlainText.json(text) == text)
  }

  @Test func `JSON keeps its meaning`() throws {
    let name = String(String.UnicodeScalarView(Self.scalars + ["\"", "\\", "ü", "😀"]))
    let document = String(decoding: try JSONEncoder().encode([name]), as: UTF8.self)
    let safe = PlainText.json(document)
    #expect(safe.unicodeScalars.allSatisfy { !Self.scalars.contains($0) })
    #expect(try JSONDecoder().decode([String].self, from: Data(safe.utf8)) == [name])
  }
}
