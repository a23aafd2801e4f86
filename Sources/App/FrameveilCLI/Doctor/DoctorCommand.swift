import Core

/// `frameveil doctor`: looks for everything that the other commands need, and says how to get what is missing.
struct DoctorCommand: Command {
  static let spec = CommandSpec(
    name: "doctor", summary: "Check what is installed, and say how to get what is missing.",
    operands: [], minimumOperands: 0,
    options: [aws, CommonOptions.json.described("print the checks as JSON")],
    notes: """
      Nothing is sent to the network, unless --aws is given, and nothing is written.

      A part is 'missing' if a run on a common video fails without it, and a 'warning' if only less common work
      fails, or is slower. Exit code 0: nothing is missing. Exit code 1: something is.

      EXAMPLES
        frameveil doctor
        frameveil doctor --aws --json
      """)

  private static let aws = CommandOption<Bool>(
    "--aws",
    "also ask AWS STS whose the credentials are: reads them as all of AWS's tools do, and sends one request")

  private let asksAWS: Bool
  private let printsJSON: Bool

  init(_ arguments: ParsedArguments) {
    asksAWS = arguments[Self.aws]
    printsJSON = arguments[CommonOptions.json]
  }

  func run() async throws {
    let report = DoctorReport(
      MediaChecks.all + DetectorChecks.all + MachineChecks.all + [await AWSCheck.made(asks: asksAWS)])
    Terminal.output(try printsJSON ? JSONDocument.pretty(report) : report.text)
    guard report.isReady else { throw NotReadyError(report) }
  }
}
