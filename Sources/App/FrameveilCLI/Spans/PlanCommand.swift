import Core
import Geometry
import Media
import Pipeline
import Reporting

/// `frameveil plan`: decides the covers of a video, and divides it into spans for workers.
struct PlanCommand: Command {
  static let spec = CommandSpec(
    name: "plan", summary: "Decide what is redacted in a video, and divide it into spans for many workers.",
    operands: ["INPUT"], minimumOperands: 1, operandUse: .reads, required: "--output PLAN.json",
    options: [
      CommonOptions.output.described(
        "the plan: a path or s3://BUCKET/KEY; its masks go beside it, with .covers"),
      SpanArguments.spanSeconds, SpanArguments.spans,
    ] + SpanArguments.planned,
    notes: """
      The plan names the video, the options and the encoding profile (default: mp4), and cuts the video at key
      frames. What is hidden on each frame is decided here, for the whole video as in one run, and stands in the
      file of masks: workers only decode, redact and encode their spans. Faces are looked for and followed in one
      pass, which decodes the video once.

      EXAMPLES
        frameveil plan in.mp4 -d faces.json --spans 8 -o plan.json
        frameveil blur in.mp4 --plan plan.json --span 1 -o 1.piece
        frameveil join plan.json *.piece -o out.mp4
      """)

  private let blur: BlurCommand
  private let output: Address
  private let texts: [String: [String]]
  private let length: PlannedRun.SpanLength
  private let replaces: Bool
  private let isQuiet: Bool
  /// Where the report goes, as far as it is known before the pieces are joined; nil for none.
  private let report: Address?

  /// A plan of the workflow, which replaces that of an earlier run.
  init(
    blur: BlurCommand, output: Address, texts: [String: [String]], length: PlannedRun.SpanLength,
    report: Address
  ) {
    (self.blur, self.output, self.texts, self.length) = (blur, output, texts, length)
    (replaces, isQuiet, self.report) = (true, true, report)
  }

  init(_ arguments: ParsedArguments) throws {
    output = try arguments.required(CommonOptions.output)
    try output.checkAsOutput()
    _ = try PlanFile.place(of: PlanFile.coversName(of: output), beside: output)
    length = try SpanArguments.length(arguments)
    texts = SpanArguments.texts(arguments)
    replaces = arguments[CommonOptions.force]
    isQuiet = arguments[CommonOptions.quiet]
    report = nil
    var request = try SpanArguments.request(
      texts, input: try Address(arguments.operands[0]), output: .file("video.mp4"))
    request.decodeThreads = arguments[CommonOptions.decodeThreads]
    try SpanArguments.check(request)
    blur = try BlurCommand(request, isQuiet: isQuiet, printsJSON: false)
  }

  func run() async throws {
    let (plan, notes) = try await Interruption.cancellingOnSignal { try await perform() }
    guard !isQuiet else { return }
    for note in notes { Terminal.line("frameveil: note: \(note)") }
    Terminal.line("\(output): \(plan.read.video.count) frames in \(plan.spans.count) spans")
  }

  /// Makes the plan, and publishes it.
  func perform() async throws -> (plan: VideoPlan, notes: [String]) {
    let covers = try PlanFile.place(of: PlanFile.coversName(of: output), beside: output)
    let masks = try await claim(covers)
    return try await abandoningOnFailure([masks]) {
      let sink = try await claim(output)
      return try await abandoningOnFailure([sink]) {
        let edited = try await blur.request.withEdits()
        let blur = try edited.map { try BlurCommand($0, isQuiet: isQuiet, printsJSON: false) } ?? blur
        let (plan, summary) = try await plan(blur, masks)
        try await sink.write(Array(try JSONDocument.pretty(plan).utf8), at: 0)
        try Task.checkCancellation()
        try await masks.publish()
        try await sink.publish()
        return (plan, summary.notes)
      }
    }
  }

  private func plan(_ blur: BlurCommand, _ masks: any ResultSink) async throws -> (VideoPlan, BlurSummary) {
    let request = blur.request
    let options = try await blur.jobOptions()
    let media = try await request.input.input()
    let identity = try await VideoPlan.Input(of: request.input, media)
    let run = try await ProgressLine.during(isQuiet: isQuiet) { line in
      let run = try await blur.planned(media, options) { line.show(frames: $0, time: $1, duration: $2) }
      if let report {
        try await blur.writeReport(run.outcomeBeforeJoin, line, options, to: report)
      }
      return run
    }
    var summary = run.summary
    try request.onNone.judge(&summary)
    let plan = try run.plan(
      of: identity, versions: PlanFile.versions, options: texts, profile: request.encoding,
      covers: PlanFile.coversName(of: output), length: length)
    if !run.covers.bytes.isEmpty { try await masks.write(run.covers.bytes, at: 0) }
    return (plan, summary)
  }

  private func claim(_ place: Address) async throws -> any ResultSink {
    guard
      let sink = try await OutputDestination.claim(
        place, replacing: replaces, input: blur.request.input)
    else { throw UsageError("a plan cannot be written to standard output") }
    return sink
  }
}
