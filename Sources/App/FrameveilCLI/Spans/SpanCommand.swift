import Core
import Geometry
import Media
import Pipeline
import Redaction

/// `frameveil blur --plan --span`: a worker, which redacts and encodes one span of a plan, and writes its piece.
struct SpanCommand {
  /// The options that a worker takes; all others are those of the plan.
  private static let options: [any DeclaredOption] = [
    BlurCommand.output, SpanArguments.plan, SpanArguments.span, CommonOptions.decodeThreads,
    CommonOptions.force, CommonOptions.quiet,
  ]

  private let input: Address
  private let output: Address
  private let place: Address
  private let span: SpanNumber
  private let decodeThreads: Int
  private let replaces: Bool
  private let isQuiet: Bool

  /// A worker of the workflow, which replaces a piece of an earlier run.
  ///
  /// - Parameter span: counted from 1.
  init(input: Address, plan: Address, span: Int, output: Address, decodeThreads: Int) throws {
    (self.input, place, self.output) = (input, plan, output)
    self.span = try SpanNumber("\(span)")
    (self.decodeThreads, replaces, isQuiet) = (decodeThreads, true, true)
  }

  /// Whether a command line of `blur` is that of a worker.
  static func isRequested(by arguments: ParsedArguments) -> Bool {
    arguments.isGiven(SpanArguments.plan) || arguments.isGiven(SpanArguments.span)
  }

  init(_ arguments: ParsedArguments) throws {
    place = try arguments.required(SpanArguments.plan)
    span = try arguments.required(SpanArguments.span)
    let known = Set(Self.options.map(\.usage.name))
    if let other = BlurCommand.spec.options.first(where: {
      arguments.isGiven($0) && !known.contains($0.usage.name)
    }) {
      throw arguments.error("\(other.usage.name) cannot be given beside --plan, which names the options")
    }
    guard arguments.operands.count == 1 else { throw arguments.error("--plan takes one INPUT") }
    input = try Address(arguments.operands[0])
    output = try SpanArguments.output(try arguments.required(BlurCommand.output), ofSpan: span.value)
    guard input != .standard, output != .standard else {
      throw arguments.error("--plan takes files or objects as INPUT and OUTPUT, not pipes")
    }
    decodeThreads = arguments[CommonOptions.decodeThreads]
    replaces = arguments[CommonOptions.force]
    isQuiet = arguments[CommonOptions.quiet]
  }

  func run() async throws {
    guard let table = try await Interruption.cancellingOnSignal({ try await perform() }), !isQuiet else {
      return
    }
    Terminal.line(
      "\(output): span \(span.value), \(table.frames.count) frames, "
        + "\(ProgressLine.rounded(Double(table.bytes) / 1e6)) MB written")
  }

  /// Encodes the span, and publishes its piece; returns nil where there is nothing to do.
  func perform() async throws -> PieceTable? {
    let file = PlanFile()
    let (plan, digest) = try await file.read(place)
    guard let number = try span.index(of: plan.spans.count, in: place, command: "blur") else { return nil }
    let covers = try await file.covers(of: number, plan, at: place)
    let media = try await input.input()
    try plan.input.check(input, media)
    let sink = try await OutputDestination.claim(output, replacing: replaces, input: input)
    guard let sink else { throw UsageError("a piece cannot be written to standard output", command: "blur") }
    return try await abandoningOnFailure([sink]) {
      let table = try await encode(plan, number, covers, media, sink)
      let piece = Piece(plan: digest, span: span.value, table: table)
      try await sink.write(try piece.trailer(), at: table.bytes)
      try Task.checkCancellation()
      try await sink.publish()
      return table
    }
  }

  private func encode(
    _ plan: VideoPlan, _ number: Int, _ covers: [[MaskBox]], _ media: MediaInput, _ sink: any ResultSink
  ) async throws -> PieceTable {
    let request = try SpanArguments.request(plan.options, input: input, output: output)
    var options = request.options
    options.style = try request.style.read()
    let job = SpanJob(
      input: media, span: plan.readSpan(number), origin: plan.origin, covers: covers, options: options,
      decodeThreads: decodeThreads)
    let end = Double(plan.spans[number].frames)
    return try await ProgressLine.during(isQuiet: isQuiet) { line in
      try await withStopOnCancellation(sink) {
        try await job.run(profile: plan.profile.parsed(), sink: sink) { frames, _ in
          line.show(
            frames: frames, time: MediaTime(seconds: Double(frames)), duration: MediaTime(seconds: end))
        }
      }
    }
  }
}
