import Media

/// `frameveil join`: writes the output of a plan from the pieces of its spans.
struct JoinCommand: Command {
  static let input = CommandOption<Address?>(
    "--input", "INPUT", use: .reads, "the video of the plan, if it is elsewhere than the plan says")

  static let spec = CommandSpec(
    name: "join", summary: "Write the output of a plan from the pieces of its spans.",
    operands: ["PLAN", "PIECE"], minimumOperands: 2, repeatsOperand: true, operandUse: .reads,
    required: "--output OUTPUT",
    options: [
      CommonOptions.output, input, CommonOptions.force, CommonOptions.quiet,
    ],
    notes: """
      Pieces may be given in any order. OUTPUT appears only when all are there, belong to the plan and are
      undamaged, and when frames, timestamps, sound and subtitles are those of the video.
      Where pieces and OUTPUT are in S3, the store copies the media data itself, and only their tables are read.

      EXAMPLE
        frameveil join plan.json *.piece -o out.mp4
      """)

  private let join: JoinRun
  private let isQuiet: Bool

  init(_ arguments: ParsedArguments) throws {
    let output = try arguments.required(CommonOptions.output)
    try output.checkAsOutput()
    join = JoinRun(
      plan: try Address(arguments.operands[0]),
      pieces: try arguments.operands.dropFirst().map { try Address($0) }, input: arguments[Self.input],
      output: output, replaces: arguments[CommonOptions.force])
    isQuiet = arguments[CommonOptions.quiet]
  }

  func run() async throws {
    let result = try await Interruption.cancellingOnSignal { try await join.perform() }
    guard !isQuiet else { return }
    for note in result.notes { Terminal.line("frameveil: note: \(note)") }
    let target = join.output == .standard ? "standard output" : "\(join.output)"
    Terminal.line(
      "\(target): \(result.compared.frames) frames, \(join.pieces.count) pieces joined; "
        + "\(ProgressLine.rounded(Double(result.bytes) / 1e6)) MB written")
  }
}
