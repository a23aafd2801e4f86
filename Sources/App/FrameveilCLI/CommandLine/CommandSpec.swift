/// The operands, options and help text of a command. The parser and the help use the same table, so they cannot
/// disagree.
struct CommandSpec: Sendable {
  struct Option: Sendable {
    /// The long name with its dashes: `--margin`.
    var name: String
    /// The one-letter name with its dash: `-o`.
    var short: String?
    /// The placeholder of the value in the help; nil for a flag.
    var value: String?
    /// What the option does, with its range and default. Continuation lines start after `\n`.
    var help: String
    var isRepeatable = false
    /// Whether the value names a file that the run reads or writes; nil if it names no file.
    var use: FileUse?
  }

  var name: String
  /// One sentence for the list of commands and the first line of the help.
  var summary: String
  /// The placeholders of the operands: `INPUT`.
  var operands: [String]
  /// The minimum number of operands.
  var minimumOperands: Int
  /// Whether the last operand may be repeated.
  var repeatsOperand = false
  /// Whether the operands name files that the run reads or writes; nil if they name no files.
  var operandUse: FileUse?
  /// The required options as the usage line shows them.
  var required = ""
  var options: [Option]
  /// The text after the options.
  var notes: String

  /// The text of `frameveil NAME --help`.
  var help: String {
    var text = "\(summary)\n\nUSAGE\n  frameveil \(name)"
    for operand in operands { text += " \(operand)" }
    if repeatsOperand { text += "..." }
    if !required.isEmpty { text += " \(required)" }
    text += options.isEmpty ? "\n" : " [options]\n"
    if !options.isEmpty { text += "\nOPTIONS\n" }
    for option in options {
      let names = [option.short, option.name].compactMap { $0 }.joined(separator: ", ")
      let left = "  " + names + (option.value.map { " \($0)" } ?? "")
      let gap =
        left.count < 27
        ? String(repeating: " ", count: 28 - left.count) : "\n" + String(repeating: " ", count: 28)
      text += left + gap + option.help.replacing("\n", with: "\n" + String(repeating: " ", count: 28)) + "\n"
    }
    return notes.isEmpty ? text : text + "\n" + notes + "\n"
  }
}
