/// The completion script for fish. Source: the manual page of its command `complete`.
struct FishCompletion {
  private let commands: [CommandSpec]

  init(_ commands: [CommandSpec]) {
    self.commands = commands
  }

  var script: String {
    let general = [
      "# Completion of frameveil for fish; 'frameveil completions fish' prints it.",
      "complete -c frameveil -f",
      "complete -c frameveil -n __fish_use_subcommand -s h -l help -d 'print the help'",
      "complete -c frameveil -n __fish_use_subcommand -s V -l version -d 'print the version'",
      "complete -c frameveil -n __fish_use_subcommand -a help -d 'Describe a command.'",
      "complete -c frameveil -n '__fish_seen_subcommand_from help' -a '\(commands.map(\.name).joined(separator: " "))'",
    ]
    return (general + commands.flatMap(lines)).joined(separator: "\n") + "\n"
  }

  private func lines(of command: CommandSpec) -> [String] {
    let isSeen = "complete -c frameveil -n '__fish_seen_subcommand_from \(command.name)'"
    var lines = [
      "complete -c frameveil -n __fish_use_subcommand -a \(command.name) -d \(Self.quoted(command.summary))"
    ]
    if case .words(let words, let andFiles) = command.operandCompletion {
      if andFiles { lines.append("\(isSeen) -F") }
      if !words.isEmpty { lines.append("\(isSeen) -a \(Self.quoted(words.joined(separator: " ")))") }
    }
    return lines + command.completedOptions.map { "\(isSeen) \(Self.words($0))" }
  }

  /// `-s o -l output -r -F -d 'output video'`
  private static func words(_ option: OptionUsage) -> String {
    var words = option.short.map { ["-s", String($0.dropFirst())] } ?? []
    words += ["-l", String(option.name.dropFirst(2))]
    if option.value != nil { words += value(option.completion) }
    return (words + ["-d", quoted(option.description)]).joined(separator: " ")
  }

  private static func value(_ completion: ValueCompletion) -> [String] {
    switch completion {
    case .none: ["-x"]
    case .folders: ["-x", "-a", "'(__fish_complete_directories)'"]
    case .words(let words, let andFiles):
      [andFiles ? "-r -F" : "-x"] + (words.isEmpty ? [] : ["-a", quoted(words.joined(separator: " "))])
    }
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
