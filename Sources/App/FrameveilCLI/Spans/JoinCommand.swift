import Media

/// `frameveil join`: writes the output of a plan from the pieces of its spans.
struct JoinCommand: Command {
  static let input = CommandOption<Address?>(
    "--input", "INPUT", use: .reads, "the video of the plan, if it is elsewhere than the plan says")

  static let pieces = CommandOption<Address?>(
    "--pieces", "PREFIX", use: .reads,
    "where the pieces are, instead of PIECE: that of span K is PREFIX followed by K.piece")

  static let spec = CommandSpec(
    name: "join", summary: "Write the output of a plan from the pieces of its spans.",
    operands: ["PLAN", "PIECE"], minimumOperands: 1, repeatsOperand: true, operandUse: .reads,
    required: "--output OUTPUT",
    options: [
      CommonOptions.output, input, pieces, CommonOptions.force, CommonOptions.quiet,
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
      pieces: try Self.pieces(arguments), input: arguments[Self.input],
      output: output, replaces: arguments[CommonOptions.force])
    isQuiet = arguments[CommonOptions.quiet]
  }

  private static func pieces(_ arguments: ParsedArguments) throws -> JoinRun.Pieces {
    let list = try arguments.operands.dropFirst().map { try Address($0) }
    guard let prefix = arguments[pieces] else {
      guard !list.isEmpty else { throw arguments.error("join takes pieces, or --pieces") }
      return .list(list)
    }
    guard list.isEmpty else { throw arguments.error("--pieces cannot be given beside PIECE") }
    return .prefix(prefix)
  }

  func run() async throws {
    let result = try await Interruption.cancellingOnSignal { try await join.perform() }
    guard !isQuiet else { return }
    for note in result.notes { Terminal.line("frameveil: note: \(note)") }
    let target = join.output == .standard ? "standard output" : "\(join.output)"
    Terminal.line(
      "\(target): \(result.compared.frames) frames, all pieces joined; "
        + "\(ProgressLine.rounded(Double(result.bytes) / 1e6)) MB written")
  }
}
