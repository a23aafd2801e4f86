import Testing

@testable import FrameveilCLI

/// The ranges of numeric options in the help are those that the parser accepts.
@Suite struct OptionRangeTests {
  private struct Numeric {
    var name: String
    var lower, upper: Double
  }

  /// The commands with numeric options, the operands that they need, and how many such options they have at least.
  private static let commands: [(name: String, operands: [String], count: Int)] = [
    ("blur", ["a.mp4"], 12), ("detect", ["a.mp4"], 5), ("verify", ["a.mp4"], 4), ("track", [], 4),
    ("plan", ["a.mp4"], 12),
    ("rekognition", ["get", "s3://bucket/a.mp4"], 3), ("serve", [], 6), ("bench", ["a.mp4"], 2),
  ]

  /// The options whose help has a range `A to B`.
  private func numeric(_ spec: CommandSpec) -> [Numeric] {
    let table = spec.help.split(separator: "\n\n").first { $0.hasPrefix("OPTIONS") } ?? ""
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
    let (name, operands, count) = Self.commands[index]
    let spec = try #require(Commands.all.first { $0.name == name })
    let options = numeric(spec)
    #expect(options.count >= count - 1, "\(options)")
    for option in options {
      for value in [option.lower, option.upper] {
        _ = try ParsedArguments(operands + [option.name, text(value)], for: spec)
      }
      for value in [option.lower - 0.01, option.upper + 0.01] {
        #expect(throws: UsageError.self, "\(option.name) \(value)") {
          try ParsedArguments(operands + ["\(option.name)=\(text(value))"], for: spec)
        }
      }
    }
  }

  private func text(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}
