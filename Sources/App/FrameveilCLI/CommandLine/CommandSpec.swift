/// The operands, options and help text of a command. The parser and the help use the same table, so they cannot
/// disagree.
struct CommandSpec: Sendable {
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
  /// The words that the first operand takes, for completion in a shell; empty if they are not known.
  var operandChoices: [String] = []
  /// The required options as the usage line shows them.
  var required = ""
  var options: [any DeclaredOption]
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
    for option in options { text += Self.lines(of: option.usage) }
    return notes.isEmpty ? text : text + "\n" + notes + "\n"
  }

  /// The column at which the descriptions of the options start, and the width of the help.
  private static let (column, width) = (28, 110)

  private static func lines(of option: OptionUsage) -> String {
    let names = [option.short, option.name].compactMap { $0 }.joined(separator: ", ")
    let left = "  " + names + (option.value.map { " \($0)" } ?? "")
    let indent = String(repeating: " ", count: column)
    let gap = left.count < column - 1 ? String(indent.dropFirst(left.count)) : "\n" + indent
    var (lines, line) = ([String](), "")
    for word in option.help.split(separator: " ") {
      if !line.isEmpty, column + line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? word : " \(word)"
    }
    return left + gap + (lines + [line]).joined(separator: "\n" + indent) + "\n"
  }
}
