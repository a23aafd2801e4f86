/// The completion script for zsh. Source: "Completion System" in the zsh manual, `_arguments`.
struct ZshCompletion {
  private let commands: [CommandSpec]

  init(_ commands: [CommandSpec]) {
    self.commands = commands
  }

  var script: String {
    let list = commands.map { "    '\(Self.quoted($0.name)):\(Self.quoted($0.summary))'" }
    return """
      #compdef frameveil
      # Completion of frameveil for zsh; 'frameveil completions zsh' prints it.
      _frameveil() {
        local curcontext=$curcontext state
        typeset -A opt_args
        local -a commands=(
      \(list.joined(separator: "\n"))
          'help:Describe a command.'
        )
        _arguments -C '(- *)'{-h,--help}'[print the help]' '(- *)'{-V,--version}'[print the version]' \\
          '1:command:->command' '*::argument:->argument'
        case $state in
        command) _describe -t commands command commands ;;
        argument)
          case $words[1] in
      \(commands.map(arguments).joined(separator: "\n"))
          help) _arguments '1:COMMAND:(\(commands.map(\.name).joined(separator: " ")))' ;;
          esac
          ;;
        esac
      }
      if [[ $funcstack[1] == _frameveil ]]; then _frameveil "$@"; else compdef _frameveil frameveil; fi

      """
  }

  private func arguments(of command: CommandSpec) -> String {
    let lines = command.completedOptions.map(Self.line) + [operand(of: command)].compactMap(\.self)
    return "    \(command.name))\n      _arguments \\\n"
      + lines.map { "        \($0)" }.joined(separator: " \\\n") + "\n      ;;"
  }

  private func operand(of command: CommandSpec) -> String? {
    guard let name = command.operands.first else { return nil }
    let text = "\(Self.text(name)):\(Self.action(command.operandCompletion))"
    return command.repeatsOperand ? "'*:\(text)'" : "'1:\(text)'"
  }

  /// `'(-o --output)'{-o,--output=}'[output video]:OUTPUT:_files'`; repeatable options begin with a star instead of the
  /// names that they exclude.
  private static func line(_ option: OptionUsage) -> String {
    let names = option.value == nil ? option.names : option.names.map { $0.hasPrefix("--") ? "\($0)=" : $0 }
    let prefix = option.isRepeatable ? "'*'" : "'(\(option.names.joined(separator: " ")))'"
    let value = option.value.map { ":\(text($0)):\(action(option.completion))" } ?? ""
    let all = names.count == 1 ? names[0] : "{\(names.joined(separator: ","))}"
    return "\(prefix)\(all)'[\(text(option.description))]\(value)'"
  }

  private static func action(_ completion: ValueCompletion) -> String {
    switch completion {
    case .none: " "
    case .folders: "_files -/"
    case .words([], andFiles: true): "_files"
    case .words(let words, andFiles: true):
      // The colons are the inner function's.
      "{_alternative \"words\\:word\\:(\(list(words)))\" \"files\\:file\\:_files\"}"
    case .words(let words, andFiles: false): "(\(list(words)))"
    }
  }

  private static func list(_ words: [String]) -> String {
    words.map { $0.replacing(":", with: "\\:") }.joined(separator: " ")
  }

  /// A text inside of brackets or between colons.
  private static func text(_ text: String) -> String {
    var text = quoted(text)
    for mark in ["[", "]", ":"] { text = text.replacing(mark, with: "\\\(mark)") }
    return text
  }

  private static func quoted(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("'", with: "'\\''")
  }
}
