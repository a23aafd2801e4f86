/// `frameveil completions`: prints a script with which a shell completes command lines, made of the option tables.
struct CompletionsCommand: Command {
  enum Shell: String, CaseIterable {
    case bash, zsh, fish
  }

  static let spec = CommandSpec(
    name: "completions", summary: "Print a script with which a shell completes command lines.",
    operands: ["SHELL"], minimumOperands: 1, operandChoices: Shell.allCases.map(\.rawValue), options: [],
    notes: """
      SHELL is bash, zsh or fish. Packages and 'make install' install the scripts.

      EXAMPLES
        source <(frameveil completions bash)
        frameveil completions zsh > ~/.zfunc/_frameveil
        frameveil completions fish > ~/.config/fish/completions/frameveil.fish
      """)

  private let shell: Shell

  init(_ arguments: ParsedArguments) throws {
    guard let shell = Shell(rawValue: arguments.operands[0]) else {
      throw arguments.error("SHELL is one of \(Shell.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self.shell = shell
  }

  func run() {
    switch shell {
    case .bash: Terminal.output(BashCompletion(Commands.all).script)
    case .zsh: Terminal.output(ZshCompletion(Commands.all).script)
    case .fish: Terminal.output(FishCompletion(Commands.all).script)
    }
  }
}

extension OptionUsage {
  /// What a shell completes as the option's value.
  var completion: ValueCompletion {
    if value == "DIR" { return .folders }
    return use == nil && choices.isEmpty ? .none : .words(choices, andFiles: use != nil)
  }

  /// The names with their dashes.
  var names: [String] { [short, name].compactMap(\.self) }
}

extension CommandSpec {
  /// What a shell completes as an operand.
  var operandCompletion: ValueCompletion {
    operandUse == nil && operandChoices.isEmpty ? .none : .words(operandChoices, andFiles: operandUse != nil)
  }

  /// The options with `--help`, which the parser knows without a table.
  var completedOptions: [OptionUsage] {
    options.map(\.usage) + [OptionUsage(name: "--help", short: "-h", description: "print the help")]
  }
}

/// What a shell completes in the place of a value or an operand.
enum ValueCompletion: Equatable {
  /// Nothing is known.
  case none
  case words([String], andFiles: Bool)
  case folders
}
