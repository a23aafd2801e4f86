/// `frameveil manual`: prints a manual page, made of the option tables.
struct ManualCommand: Command {
  static let spec = CommandSpec(
    name: "manual", summary: "Print the manual page of the program or of a command.",
    operands: ["[COMMAND]"], minimumOperands: 0, options: [],
    notes: """
      The page is in the format of man(7). Packages and 'make install' install all pages.

      EXAMPLES
        frameveil manual blur | man -l -
        man frameveil-blur
      """)

  private let command: String?

  init(_ arguments: ParsedArguments) throws {
    command = arguments.operands.first
  }

  func run() throws {
    guard let command else { return Terminal.output(ManualPage.ofProgram) }
    guard let spec = Commands.all.first(where: { $0.name == command }) else {
      throw UsageError("unknown command '\(command)'")
    }
    Terminal.output(ManualPage.of(spec))
  }
}
