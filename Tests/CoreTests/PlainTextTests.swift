import Core
import FoundationEssentials
import Testing

/// Fault 39: no control sequence in a name reaches a terminal.
@Suite struct PlainTextTests {
  /// Control and format characters and separators, by ranges of the Unicode standard instead of Swift's own table.
  private static let active: [ClosedRange<UInt32>] = [
    0x00...0x1F, 0x7F...0x9F, 0xAD...0xAD, 0x061C...0x061C, 0x200B...0x200B, 0x200E...0x200F, 0x2028...0x202E,
    0x2060...0x2064, 0x2066...0x206F, 0xFEFF...0xFEFF, 0xFFF9...0xFFFB, 0xE0001...0xE0001, 0xE0020...0xE007F,
  ]
  private static let scalars = active.flatMap { $0 }.compactMap(Unicode.Scalar.init)

  @Test func `each active character is escaped in a line`() {
    for scalar in Self.scalars {
      let line = PlainText.line("a\(scalar)b")
      #expect(line.hasPrefix("a\\") && line.hasSuffix("b"), "\(scalar.value)")
      #expect(!line.unicodeScalars.contains(scalar))
    }
  }

  @Test func `only line feeds are kept in a text of several lines`() {
    for scalar in Self.scalars {
      #expect(PlainText.lines("a\(scalar)b").unicodeScalars.contains(scalar) == (scalar == "\n"))
    }
    #expect(PlainText.lines("a\r\nb") == "a\\r\nb")
  }

  @Test(arguments: ["", "plain", "Grüße", "日本語", "👨‍👩‍👧 family", "می‌خواهم", "עברית", "a\\b", "e\u{301}"])
  func `visible text is unchanged`(text: String) {
    #expect(PlainText.line(text) == text && PlainText.lines(text) == text && PlainText.json(text) == text)
  }

  @Test func `escaped JSON decodes to the same strings`() throws {
    let name = String(String.UnicodeScalarView(Self.scalars + ["\"", "\\", "ü", "😀"]))
    let document = String(decoding: try JSONEncoder().encode([name]), as: UTF8.self)
    let safe = PlainText.json(document)
    #expect(safe.unicodeScalars.allSatisfy { !Self.scalars.contains($0) })
    #expect(try JSONDecoder().decode([String].self, from: Data(safe.utf8)) == [name])
  }
}
