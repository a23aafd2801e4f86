/// A command of the program: what it takes, and how its help reads. Help and parser are made from the same
/// table, so they cannot differ.
struct CommandSpec: Sendable {
  /// An option of a command.
  struct Option: Sendable {
    /// The name with its dashes: `--margin`.
    var name: String
    /// A one-letter name with its dash: `-o`.
    var short: String?
    /// What stands for the value in help; nil for a switch.
    var value: String?
    /// What it does, with its default.
    var help: String
    /// Whether it may be given more than once.
    var isRepeatable = false
    /// What a run does with the file that its value names; nil where it names none.
    var use: FileUse?
  }

  var name: String
  /// What it is for, in one line.
  var summary: String
  /// The operands as help shows them: `INPUT`.
  var operands: [String]
  /// The fewest operands that it takes.
  var leastOperands: Int
  /// Whether the last operand may be given more than once.
  var repeatsOperand = false
  /// What a run does with the files that operands name; nil where they name none.
  var operandUse: FileUse?
  /// The options that must be given, as help shows them.
  var required = ""
  var options: [Option]
  /// What help says after the options.
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
