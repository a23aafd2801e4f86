import FoundationEssentials
import FrameveilTesting
import Testing

/// Control characters in names are escaped on a terminal.
@Suite(.blocking) struct TerminalTextTests {
  /// Characters that a terminal interprets, or that reorder text.
  private static let active: [Unicode.Scalar] = [
    "\u{1B}", "\u{07}", "\u{08}", "\r", "\n", "\u{7F}", "\u{85}", "\u{9B}", "\u{9D}", "\u{200E}", "\u{202E}",
    "\u{2028}", "\u{2029}", "\u{2066}", "\u{2069}", "\u{FEFF}", "\u{061C}",
  ]
  private static let name = "a\(String(String.UnicodeScalarView(active)))z"

  private func expectHarmless(_ outcome: Program.Outcome) {
    for text in [outcome.errors, outcome.text] {
      let found = text.unicodeScalars.filter { $0 != "\n" && Self.active.contains($0) }
      #expect(found.isEmpty, "\(text.debugDescription)")
    }
    for line in outcome.errorLines { #expect(!line.hasPrefix("z"), "a name began a line: \(outcome.errors)") }
  }

  @Test func `in messages of every command`() throws {
    let name = Self.name
    for arguments in [
      [name], ["blur", name, "-o", "o.mp4"], ["blur", "-o", "o.mp4", "-\(name)", "a"],
      ["blur", "a", "-d", "b", "-o", "\(name).xyz"], ["detect", "/none/\(name)", "-o", "-"],
      ["verify", name], ["verify", "\(name)/b"], ["profiles", name], ["rekognition", name, "x"],
      ["blur", "a", "-d", "b", "-o", "c.mp4", "--only", name], ["blur", "a", "--hide", name, "-o", "c.mp4"],
      ["blur", name, "\(name)2", "-o", "/dev/null/\(name)/"], ["blur", "s3://\(name)/a", "-o", "b.mp4"],
      ["track", "-d", name, "--fps", "30", "--frames", "1", "--size", "32x32", "-o", "-"], ["serve", name],
      ["detect", "http://127.0.0.1:9/\(name)", "-o", "-"], ["bench", name, "-d", name],
    ] {
      let outcome = try Frameveil.run(arguments)
      #expect(outcome.code != 0)
      expectHarmless(outcome)
    }
  }

  @Test func `in the messages of successful runs, while JSON keeps the name`() throws {
    let folder = try TemporaryFolder()
    let input = try folder.write("\(Self.name).mp4", bytes(of: ShortClip.path))
    let faces = try folder.write("\(Self.name).json", ShortClip.answer)
    let one = try Frameveil.run([
      "blur", input, "-d", faces, "-o", folder("\(Self.name)2.mp4"), "--json", "--report",
      folder("\(Self.name)3.json"), "--report", folder("\(Self.name)3.html"),
    ])
    #expect(one.code == 0, "\(one.errors)")
    expectHarmless(one)
    for ending in ["json", "html"] {
      let report = String(decoding: try bytes(of: folder("\(Self.name)3.\(ending)")), as: UTF8.self)
      #expect(report.unicodeScalars.allSatisfy { $0 == "\n" || !Self.active.contains($0) })
    }
    let report = Data(try bytes(of: folder("\(Self.name)3.json")))
    #expect(try JSONDecoder().decode(Report.self, from: report).input.name == input)
    let many = try Frameveil.run(["blur", input, "-d", faces, "-o", folder("out/"), "--json"])
    #expect(many.code == 0, "\(many.errors)")
    expectHarmless(many)
    struct Line: Decodable { var input: String }
    #expect(try JSONDecoder().decode(Line.self, from: Data(many.output)).input == input)
  }
}
