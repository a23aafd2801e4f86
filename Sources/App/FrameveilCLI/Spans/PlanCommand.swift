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
      SpanArguments.spanSeconds, SpanArguments.spans, SpanArguments.division, SpanArguments.analyses,
    ] + SpanArguments.planned,
    notes: """
      The plan names the video, the options and the encoding profile (default: mp4), and cuts the video at key
      frames. What is hidden on each frame is decided here, for the whole video as in one run, and stands in the
      file of masks: workers only decode, redact and encode their spans. Faces are looked for and followed in one
      pass, which decodes the video once. With --division the options are those of the division, and what the
      pixels say comes from the analyses of its spans.

      EXAMPLES
        frameveil plan in.mp4 -d faces.json --spans 8 -o plan.json
        frameveil blur in.mp4 --plan plan.json --span 1 -o 1.piece
        frameveil join plan.json *.piece -o out.mp4
      """)

  private let input: Address
  private let output: Address
  private let source: Source
  private let decodeThreads: Int
  private let replaces: Bool
  private let isQuiet: Bool
  /// Where the report goes, as far as it is known before the pieces are joined; nil for none.
  private let report: Address?
  /// The request of the workflow; nil for that of the options.
  private let prepared: BlurCommand?

  /// A plan of the workflow, which replaces that of an earlier run.
  init(
    blur: BlurCommand, output: Address, texts: [String: [String]], length: SpanLength, report: Address
  ) {
    (input, self.output, source) = (blur.request.input, output, .video(options: texts, length))
    (decodeThreads, replaces, isQuiet) = (blur.request.decodeThreads, true, true)
    (prepared, self.report) = (blur, report)
  }

  /// What the plan is made from.
  private enum Source {
    case video(options: [String: [String]], SpanLength)
    case division(Address, analyses: Address)
  }

  init(_ arguments: ParsedArguments) throws {
    input = try Address(arguments.operands[0])
    output = try arguments.required(CommonOptions.output)
    try output.checkAsOutput()
    _ = try PlanFile.place(of: PlanFile.coversName(of: output), beside: output)
    replaces = arguments[CommonOptions.force]
    isQuiet = arguments[CommonOptions.quiet]
    report = nil
    prepared = nil
    decodeThreads = arguments[CommonOptions.decodeThreads]
    source = try Self.source(arguments)
    if case .video(let texts, _) = source { _ = try blur(texts) }
  }

  private static func source(_ arguments: ParsedArguments) throws -> Source {
    let texts = SpanArguments.texts(arguments)
    guard let division = arguments[SpanArguments.division] else {
      guard arguments[SpanArguments.analyses] == nil else {
        throw arguments.error("--analyses requires --division")
      }
      return .video(options: texts, try SpanArguments.length(arguments))
    }
    let given =
      texts.keys.sorted().map { "--\($0)" }
      + [SpanArguments.spans.usage.name].filter { _ in
        arguments.isGiven(SpanArguments.spans)
      } + [SpanArguments.spanSeconds.usage.name].filter { _ in arguments.isGiven(SpanArguments.spanSeconds) }
    if let other = given.first {
      throw arguments.error("\(other) cannot be given beside --division, which names the options and spans")
    }
    return .division(division, analyses: try arguments.required(SpanArguments.analyses))
  }

  private func blur(_ texts: [String: [String]]) throws -> BlurCommand {
    if let prepared { return prepared }
    var request = try SpanArguments.request(texts, input: input, output: .file("video.mp4"))
    request.decodeThreads = decodeThreads
    try SpanArguments.check(request)
    return try BlurCommand(request, isQuiet: isQuiet, printsJSON: false)
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
        let (plan, summary) = try await plan(masks)
        try await sink.write(Array(try JSONDocument.pretty(plan).utf8), at: 0)
        try Task.checkCancellation()
        try await masks.publish()
        try await sink.publish()
        return (plan, summary.notes)
      }
    }
  }

  private func plan(_ masks: any ResultSink) async throws -> (VideoPlan, BlurSummary) {
    switch source {
    case .video(let texts, let length):
      return try await plan(texts, masks) { blur, media, _, options, show in
        try await blur.planned(media, options, length, watch: show)
      }
    case .division(let place, let analyses):
      let (division, digest) = try await PlanFile().readDivision(place)
      return try await plan(division.options, masks) { blur, media, identity, options, show in
        try division.input.check(input, is: identity)
        return try await blur.planned(
          media, options, by: division,
          { try await PlanFile().analysis(of: $0, digest, at: analyses) }, watch: show)
      }
    }
  }

  private func plan(
    _ texts: [String: [String]], _ masks: any ResultSink,
    _ decide: (
      BlurCommand, MediaInput, VideoPlan.Input, BlurJob.Options,
      @escaping @Sendable (Int, MediaTime, MediaTime?) throws -> Void
    ) async throws -> PlannedRun
  ) async throws -> (VideoPlan, BlurSummary) {
    let given = try blur(texts)
    let edited = try await given.request.withEdits()
    let blur = try edited.map { try BlurCommand($0, isQuiet: isQuiet, printsJSON: false) } ?? given
    let request = blur.request
    let options = try await blur.jobOptions()
    let media = try await input.input()
    let identity = try await VideoPlan.Input(of: input, media)
    let run = try await ProgressLine.during(isQuiet: isQuiet) { line in
      let run = try await decide(blur, media, identity, options) {
        line.show(frames: $0, time: $1, duration: $2)
      }
      if let report {
        try await blur.writeReport(run.outcomeBeforeJoin, line, options, to: report)
      }
      return run
    }
    var summary = run.summary
    try request.onNone.judge(&summary)
    let plan = try run.plan(
      of: identity, versions: PlanFile.versions, options: texts, profile: request.encoding,
      covers: PlanFile.coversName(of: output))
    if !run.covers.bytes.isEmpty { try await masks.write(run.covers.bytes, at: 0) }
    return (plan, summary)
  }

  private func claim(_ place: Address) async throws -> any ResultSink {
    guard
      let sink = try await OutputDestination.claim(
        place, replacing: replaces, input: input)
    else { throw UsageError("a plan cannot be written to standard output") }
    return sink
  }
}
