import FrameveilTesting
import Testing

/// The ranges of numeric options in the help are those that the parser accepts.
@Suite(.blocking) struct OptionRangeTests {
  private struct Numeric {
    var name: String
    var lower, upper: Double
  }

  /// Valid command lines that fail at their first file; `most` is the number of their numeric options.
  private static let commands: [(name: String, words: [String], most: Int)] = [
    ("blur", ["/none/a.mp4", "-o", "/none/o.mp4"], 12),
    ("blur", ["/none/a.mp4", "-d", "/none/f.json", "-o", "/none/o.mp4"], 12),
    ("detect", ["/none/a.mp4", "-o", "/none/o.json"], 5), ("verify", ["/none/a.mp4"], 4),
    (
      "track",
      ["-d", "/none/f.json", "--fps", "25", "--frames", "1", "--size", "32x32", "-o", "/none/o.txt"], 4
    ),
    ("rekognition", ["get", "s3://bucket/a.mp4", "-o", "/none/o.json"], 3),
    ("serve", ["--rekognition", "--keys", "/none", "--folder", "/none"], 6),
    ("bench", ["/none/a.mp4", "-d", "/none/f.json"], 2),
  ]

  /// The options whose help has a range `A to B`.
  private func numeric(_ command: String) throws -> [Numeric] {
    let help = try Frameveil.run([command, "--help"]).text
    let table = help.split(separator: "\n\n").first { $0.hasPrefix("OPTIONS") } ?? ""
    let options = table.split(separator: "\n  -").dropFirst().map { "-" + $0.replacing("\n", with: " ") }
    return options.compactMap { text in
      let words = text.split(separator: " ").map { $0.trimmingPrefix("(") }
      guard let name = words.prefix(2).first(where: { $0.hasPrefix("--") }),
        let to = words.indices.dropFirst().dropLast().first(where: { index in
          words[index] == "to" && Double(words[index - 1]) != nil && Self.number(words[index + 1]) != nil
        }), let lower = Double(words[to - 1]), let upper = Self.number(words[to + 1])
      else { return nil }
      return Numeric(name: String(name), lower: lower, upper: upper)
    }
  }

  private static func number(_ word: Substring) -> Double? {
    Double(String(word.reversed().drop { ",;:".contains($0) }.reversed()))
  }

  @Test(arguments: commands.indices)
  func `both bounds of a range are accepted, and values beyond them are refused`(index: Int) throws {
    let (name, words, most) = Self.commands[index]
    var options = try numeric(name)
    #expect(options.count >= most - 1, "\(options)")
    // Options that several commands share are tested with the first command, except --min-confidence.
    let earlier = Self.commands[..<index].map(\.name).filter { $0 != name }
    let tried = Set(try earlier.flatMap { try numeric($0).map(\.name) }).subtracting(["--min-confidence"])
    options.removeAll { tried.contains($0.name) }
    if index > 0, Self.commands[index - 1].name == name {
      options.removeAll { $0.name != "--min-confidence" }
    }
    for option in options {
      let base = words.contains(option.name) ? dropping(option.name, words) : words
      for value in [option.lower, option.upper] {
        let outcome = try Frameveil.run([name] + base + [option.name, text(value)])
        #expect(outcome.code != 64 && outcome.code != 0, "\(name) \(option.name) \(value): \(outcome.errors)")
      }
      for value in [option.lower - 0.01, option.upper + 0.01] {
        let outcome = try Frameveil.run([name] + base + ["\(option.name)=\(text(value))"])
        #expect(outcome.code == 64, "\(name) \(option.name) \(value): \(outcome.code)")
      }
    }
  }

  private func dropping(_ option: String, _ words: [String]) -> [String] {
    guard let index = words.firstIndex(of: option) else { return words }
    return Array(words[..<index] + words[(index + 2)...])
  }

  private func text(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}
