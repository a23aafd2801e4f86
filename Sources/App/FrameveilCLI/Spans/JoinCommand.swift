import Core
import Media
import Pipeline

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

      EXAMPLE
        frameveil join plan.json *.piece -o out.mp4
      """)

  private let place: Address
  private let pieces: [Address]
  private let input: Address?
  private let output: Address
  private let replaces: Bool
  private let isQuiet: Bool

  init(_ arguments: ParsedArguments) throws {
    place = try Address(arguments.operands[0])
    pieces = try arguments.operands.dropFirst().map { try Address($0) }
    input = arguments[Self.input]
    output = try arguments.required(CommonOptions.output)
    try output.checkAsOutput()
    replaces = arguments[CommonOptions.force]
    isQuiet = arguments[CommonOptions.quiet]
  }

  func run() async throws {
    let result = try await Interruption.cancellingOnSignal { try await work() }
    guard !isQuiet else { return }
    for note in result.notes { Terminal.line("frameveil: note: \(note)") }
    let target = output == .standard ? "standard output" : "\(output)"
    Terminal.line(
      "\(target): \(result.compared.frames) frames, \(pieces.count) pieces joined; "
        + "\(ProgressLine.rounded(Double(result.bytes) / 1e6)) MB written")
  }

  private func work() async throws -> MediaWriter.Result {
    let (plan, digest) = try await PlanFile().read(place)
    let input = try input ?? Address(plan.input.name)
    let result = try await OutputDestination.claim(output, replacing: replaces, input: input)
    return try await abandoningOnFailure([result].compactMap(\.self)) {
      let media = try await input.input()
      try await plan.input.checkDigest(input, media)
      let request = try SpanArguments.request(plan.options, input: input, output: output)
      let job = JoinJob(input: media, plan: plan, digest: digest, options: request.options)
      var inputs: [MediaInput] = []
      for piece in pieces { inputs.append(try await piece.input()) }
      let sink: any ByteSink = result ?? StandardOutput()
      let written = try await withStopOnCancellation(sink) {
        try await job.run(inputs, profile: plan.profile.parsed(), sink: sink)
      }
      try Task.checkCancellation()
      try await result?.publish()
      return written
    }
  }
}
