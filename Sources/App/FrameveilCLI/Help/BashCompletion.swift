/// The completion script for bash, which needs nothing but bash. Source: "Programmable Completion" in the Bash Reference
/// Manual.
struct BashCompletion {
  private let commands: [CommandSpec]

  init(_ commands: [CommandSpec]) {
    self.commands = commands
  }

  var script: String {
    """
    # Completion of frameveil for bash; 'frameveil completions bash' prints it.
    _frameveil() {
      local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} words=
      COMPREPLY=()
      # bash gives --name=value as three words.
      if [[ $current == = ]]; then
        current=
      elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD-2]}
      fi
      if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W '\(names)' -- "$current")
        return
      fi
      case ${COMP_WORDS[1]}:$previous in
    \(commands.flatMap(values).joined(separator: "\n"))
      esac
      case ${COMP_WORDS[1]} in
    \(commands.map(operands).joined(separator: "\n"))
      help)
        words='\(commands.map(\.name).joined(separator: " "))'
        ;;
      esac
      mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    }
    # File names with spaces are quoted by readline; there is no such option outside of a completion.
    _frameveil_files() {
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -W "$3" -- "$2"; compgen "$1" -- "$2")
    }
    complete -F _frameveil frameveil

    """
  }

  private var names: String {
    (commands.map(\.name) + ["help", "--help", "--version"]).joined(separator: " ")
  }

  /// The branches for the options that take a value.
  private func values(of command: CommandSpec) -> [String] {
    command.completedOptions.filter { $0.value != nil }.map { option in
      let pattern = option.names.map { "\(command.name):\($0)" }.joined(separator: "|")
      return "  \(pattern))\n    \(Self.action(option.completion))\n    return\n    ;;"
    }
  }

  /// The branch for everything else: options and operands.
  private func operands(of command: CommandSpec) -> String {
    let options = command.completedOptions.map(\.name).joined(separator: " ")
    let isFile = if case .words(_, true) = command.operandCompletion { true } else { false }
    let words = (command.operandChoices + [options]).joined(separator: " ")
    let files =
      isFile ? "    [[ $current == -* ]] || { _frameveil_files -f \"$current\" ''; return; }\n" : ""
    return "  \(command.name))\n\(files)    words='\(words)'\n    ;;"
  }

  private static func action(_ completion: ValueCompletion) -> String {
    switch completion {
    case .none: ":"
    case .folders: "_frameveil_files -d \"$current\" ''"
    case .words(let words, andFiles: true):
      "_frameveil_files -f \"$current\" '\(words.joined(separator: " "))'"
    case .words(let words, andFiles: false):
      "mapfile -t COMPREPLY < <(compgen -W '\(words.joined(separator: " "))' -- \"$current\")"
    }
  }
}
