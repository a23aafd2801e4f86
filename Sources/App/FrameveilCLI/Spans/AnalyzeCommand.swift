import Core
import Geometry
import Media
import Pipeline

/// `frameveil analyze`: a worker, which looks at the pixels of one span of a division, and writes what they say.
struct AnalyzeCommand: Command {
  static let spec = CommandSpec(
    name: "analyze", summary: "Analyze one span of a division, for the plan.",
    operands: ["INPUT"], minimumOperands: 1, operandUse: .reads,
    required: "--division DIVISION --span K --output FILE",
    options: [
      CommonOptions.output.described("the analysis: a path or s3://BUCKET/KEY"), SpanArguments.division,
      SpanArguments.span.described(
        "the number of the span, counted from 1; 'job': that of this job of an array in AWS Batch or Kubernetes; "
          + "OUTPUT may contain {span}"), CommonOptions.decodeThreads,
      CommonOptions.force, CommonOptions.quiet,
    ],
    notes: """
      The options are those of the division. Faces are looked for and followed through the span and a little
      more before and after it, which are decoded; nothing is encoded.

      EXAMPLE
        frameveil analyze in.mp4 --division division.json --span 1 -o work/1.analysis
      """)

  private let input: Address
  private let output: Address
  private let place: Address
  private let span: SpanNumber
  private let decodeThreads: Int
  private let replaces: Bool
  private let isQuiet: Bool

  init(_ arguments: ParsedArguments) throws {
    input = try Address(arguments.operands[0])
    place = try arguments.required(SpanArguments.division)
    span = try arguments.required(SpanArguments.span)
    output = try SpanArguments.output(
      "\(try arguments.required(CommonOptions.output))", ofSpan: span.value)
    decodeThreads = arguments[CommonOptions.decodeThreads]
    replaces = arguments[CommonOptions.force]
    isQuiet = arguments[CommonOptions.quiet]
  }

  func run() async throws {
    guard let size = try await Interruption.cancellingOnSignal({ try await work() }), !isQuiet else { return }
    Terminal.line("\(output): span \(span.value), \(ProgressLine.rounded(Double(size) / 1e6)) MB written")
  }

  /// Returns nil where there is nothing to do.
  private func work() async throws -> Int? {
    let (division, digest) = try await PlanFile().readDivision(place)
    guard let number = try span.index(of: division.spans.count, in: place, command: "analyze") else {
      return nil
    }
    let media = try await input.input()
    try division.input.check(input, media)
    let sink = try await OutputDestination.claim(output, replacing: replaces, input: input)
    guard let sink else { throw UsageError("an analysis cannot be written to standard output") }
    return try await abandoningOnFailure([sink]) {
      let bytes = try await analyzed(number, division, digest, media).bytes()
      try await sink.write(bytes, at: 0)
      try Task.checkCancellation()
      try await sink.publish()
      return bytes.count
    }
  }

  private func analyzed(
    _ number: Int, _ division: VideoDivision, _ digest: String, _ media: MediaInput
  ) async throws -> SpanAnalysis {
    let request = try SpanArguments.request(division.options, input: input, output: .file("video.mp4"))
    try SpanArguments.check(request)
    let blur = try BlurCommand(request, isQuiet: true, printsJSON: false)
    let edited = try await request.withEdits().map {
      try BlurCommand($0, isQuiet: true, printsJSON: false)
    }
    let job = AnalyzeJob(
      input: media, division: division, number: number, source: try await (edited ?? blur).faceSource(),
      options: try await (edited ?? blur).jobOptions(), decodeThreads: decodeThreads)
    return try await ProgressLine.during(isQuiet: isQuiet) { line in
      try await job.run(digest) { line.show(frames: $0, time: $1, duration: nil) }
    }
  }
}
