import Core
import Media
import Pipeline
import Reporting

/// `frameveil divide`: divides a video into spans that are analyzed before the plan is made.
struct DivideCommand: Command {
  static let spec = CommandSpec(
    name: "divide", summary: "Divide a video into spans that many workers analyze.",
    operands: ["INPUT"], minimumOperands: 1, operandUse: .reads, required: "--output DIVISION.json",
    options: [
      CommonOptions.output.described("the division: a path or s3://BUCKET/KEY"), SpanArguments.spanSeconds,
      SpanArguments.spans,
    ] + SpanArguments.planned,
    notes: """
      The first of the steps that let many workers decide what is hidden, which 'frameveil plan' alone does in
      one pass. The video is read once and not decoded.

      EXAMPLE
        frameveil divide in.mp4 -d faces.json --spans 2 -o division.json
        frameveil analyze in.mp4 --division division.json --span 1 -o work/1.analysis
        frameveil analyze in.mp4 --division division.json --span 2 -o work/2.analysis
        frameveil plan in.mp4 --division division.json --analyses work/ -o plan.json
      """)

  private let blur: BlurCommand
  private let output: Address
  private let texts: [String: [String]]
  private let length: SpanLength
  private let replaces: Bool
  private let isQuiet: Bool

  init(_ arguments: ParsedArguments) throws {
    output = try arguments.required(CommonOptions.output)
    try output.checkAsOutput()
    length = try SpanArguments.length(arguments)
    texts = SpanArguments.texts(arguments)
    replaces = arguments[CommonOptions.force]
    isQuiet = arguments[CommonOptions.quiet]
    let request = try SpanArguments.request(
      texts, input: try Address(arguments.operands[0]), output: .file("video.mp4"))
    try SpanArguments.check(request)
    blur = try BlurCommand(request, isQuiet: isQuiet, printsJSON: false)
  }

  func run() async throws {
    let division = try await Interruption.cancellingOnSignal { try await work() }
    guard !isQuiet else { return }
    Terminal.line("\(output): \(division.spans.count) spans")
  }

  private func work() async throws -> VideoDivision {
    let request = blur.request
    let sink = try await OutputDestination.claim(output, replacing: replaces, input: request.input)
    guard let sink else { throw UsageError("a division cannot be written to standard output") }
    return try await abandoningOnFailure([sink]) {
      let media = try await request.input.input()
      let division = try await blur.divided(media, length, texts)
      try await sink.write(Array(try JSONDocument.pretty(division).utf8), at: 0)
      try Task.checkCancellation()
      try await sink.publish()
      return division
    }
  }
}
