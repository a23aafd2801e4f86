import FaceDetection

/// A manual page in the format of man(7).
enum ManualPage {
  /// The page of a command: `frameveil-blur(1)`.
  static func of(_ command: CommandSpec) -> String {
    var synopsis = "\(bold("frameveil \(command.name)"))"
    for operand in command.operands { synopsis += " \(italic(operand))" }
    if command.repeatsOperand { synopsis += "..." }
    if !command.required.isEmpty { synopsis += " \(escaped(command.required))" }
    if !command.options.isEmpty { synopsis += " [\(italic("options"))]" }
    return head("frameveil-\(command.name)", command.summary) + ".SH SYNOPSIS\n\(synopsis)\n"
      + ".SH DESCRIPTION\n\(escaped(command.summary))\n" + options(of: command)
      + sections(of: command.notes) + ".SH SEE ALSO\n.BR frameveil (1)\n"
  }

  /// The page of the program: `frameveil(1)`.
  static var ofProgram: String {
    let commands = Commands.all.map { ".TP\n\(bold("frameveil \($0.name)"))\n\(escaped($0.summary))\n" }
    let codes = Commands.exitCodes.map { ".TP\n\(bold("\($0.code)"))\n\(escaped($0.meaning))\n" }
    let pages = Commands.all.map { ".BR frameveil\\-\(escaped($0.name)) (1)" }
    return head("frameveil", String(Commands.purpose.trimmingPrefix("Frameveil ")))
      + ".SH SYNOPSIS\n\(bold("frameveil")) \(italic("command"))"
      + " [\(italic("options"))]\n.SH DESCRIPTION\n\(escaped(Commands.purpose))\n"
      + ".SH COMMANDS\n\(commands.joined())" + ".SH EXIT STATUS\n\(codes.joined())" + ".SH ENVIRONMENT\n"
      + variables.map { ".TP\n\(bold($0.name))\n\(escaped($0.meaning))\n" }.joined()
      + ".SH SEE ALSO\n\(pages.joined(separator: ",\n"))\n"
  }

  /// The variables of the program's own.
  private static let variables: [(name: String, meaning: String)] =
    ModelFile.Identity.allCases.map { ($0.variable, "the file to read instead of \($0.fileName)") } + [
      ("FRAMEVEIL_OPENVINO", "the folder of OpenVINO's libraries"),
      ("FRAMEVEIL_LIBFACEDETECTION", "the folder of libfacedetection"),
      ("FRAMEVEIL_DESCRIPTOR", "the file of the optional face descriptor of 'frameveil review'"),
      (
        "FRAMEVEIL_CACHE",
        "a folder that only you can write, in which compiled networks are kept; without it none are"
      ),
    ]

  /// The title and NAME. Its date is the commit's, so that a page does not change by being printed again.
  private static func head(_ name: String, _ summary: String) -> String {
    let plain = summary.hasSuffix(".") ? String(summary.dropLast()) : summary
    return ".\\\" 'frameveil manual' prints this page.\n"
      + ".TH \(name.uppercased()) 1 \"\(Build.date ?? "")\" \"frameveil \(Commands.version)\" \"User Commands\"\n"
      + ".SH NAME\n\(escaped(name)) \\- \(escaped(plain))\n"
  }

  private static func options(of command: CommandSpec) -> String {
    guard !command.options.isEmpty else { return "" }
    return ".SH OPTIONS\n" + command.completedOptions.map(option).joined()
  }

  private static func option(_ option: OptionUsage) -> String {
    let value = option.value.map { " \(italic($0))" } ?? ""
    return ".TP\n\(option.names.map(bold).joined(separator: ", "))\(value)\n\(escaped(option.help))\n"
  }

  /// The notes: a line of capitals begins a section. Lines with columns, and examples, stay as they are.
  private static func sections(of notes: String) -> String {
    var (text, section, isFilled) = ("", "NOTES", true)
    var isOpen = false
    for line in notes.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if !line.isEmpty, line.first != " ", line == line.uppercased() {
        if !isFilled { text += ".fi\n" }
        (section, isFilled, isOpen) = (line, true, true)
        text += ".SH \(escaped(section))\n"
        continue
      }
      let content = line.hasPrefix("  ") ? String(line.dropFirst(2)) : line
      if !isOpen, !content.isEmpty {
        text += ".SH \(section)\n"
        isOpen = true
      }
      let keeps = section == "EXAMPLES" || content.contains("   ") || content.hasPrefix("  ")
      if !content.isEmpty, keeps == isFilled {
        text += keeps ? ".nf\n" : ".fi\n"
        isFilled = !keeps
      }
      text += content.isEmpty ? (isOpen ? ".PP\n" : "") : escaped(content) + "\n"
    }
    return tidy(text + (isFilled ? "" : ".fi\n"))
  }

  /// Without paragraph macros before a section and at the end, which change nothing.
  private static func tidy(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines = lines.indices.filter { index in
      guard lines[index] == ".PP" else { return true }
      let next = lines[(index + 1)...].first { $0 != ".PP" && $0 != ".fi" } ?? ""
      return !next.isEmpty && !next.hasPrefix(".SH")
    }.map { lines[$0] }
    return lines.joined(separator: "\n")
  }

  private static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }
  private static func italic(_ text: String) -> String { "\\fI\(escaped(text))\\fR" }

  /// A text of which roff interprets nothing.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
      }
    }
    return result.hasPrefix(".") ? "\\&\(result)" : result
  }
}
