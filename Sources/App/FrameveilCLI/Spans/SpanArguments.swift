import Core
import Media
import Pipeline

/// The options for videos that are divided into spans.
enum SpanArguments {
  static let plan = CommandOption<Address?>(
    "--plan", "PLAN", use: .reads,
    "a plan of INPUT, as 'frameveil plan' wrote it: encode the span of --span and write its piece to OUTPUT"
  ).forVideos
  static let span = CommandOption<SpanNumber?>(
    OptionUsage(
      name: "--span", value: "K|job",
      description:
        "the number of the span of --plan, counted from 1; 'job': that of this job of an array in AWS "
        + "Batch or Kubernetes; OUTPUT may contain {span}")
  ) { texts in try texts.first.map { try SpanNumber($0) } }.forVideos
  static let workers = CommandOption<Int?>(
    "--workers", "N", 1...256, default: "the video is not divided",
    "divide the video at key frames, and encode the spans in N processes at a time; nothing is copied undecoded"
  ).forVideos
  static let division = CommandOption<Address?>(
    "--division", "DIVISION", use: .reads, "a division of INPUT, as 'frameveil divide' wrote it")
  static let analyses = CommandOption<Address?>(
    "--analyses", "PREFIX", use: .reads,
    "where the analyses of the spans of --division are: that of span K is PREFIX followed by K.analysis")
  static let blurOptions: [any DeclaredOption] = [workers, plan, span]

  static let spanSeconds = CommandOption<Double?>(
    "--span-seconds", "S", 0.1...86_400, default: "60", "about how much of the video a span is, in seconds")
  static let spans = CommandOption<Int?>(
    "--spans", "N", 1...100_000, default: "by --span-seconds",
    "the number of spans; fewer if the video has not as many key frames")

  /// The options of `blur` that a plan does not take, since they concern an output that it does not write, or one machine.
  private static let others: [any DeclaredOption] =
    [
      BlurCommand.output, BlurCommand.report, BlurCommand.onDamage, BlurCommand.untouched,
      CommonOptions.allowDamaged, CommonOptions.maxPixels, CommonOptions.json,
    ] + blurOptions + ReuseArguments.options + ObjectArguments.options + BatchPlan.options

  /// The options of `blur` that a plan takes.
  static var planned: [any DeclaredOption] {
    let names = Set(others.map(\.usage.name))
    return BlurCommand.spec.options.filter { !names.contains($0.usage.name) }
  }

  /// Those that only concern the run that makes the plan.
  private static let ofRun: [any DeclaredOption] = [
    SettingsFile.option, CommonOptions.decodeThreads, CommonOptions.force, CommonOptions.quiet,
  ]

  /// Where the worker of a span writes: `{span}` stands for its number, counted from 1.
  static func output(_ text: String, ofSpan number: Int) throws -> Address {
    let output = try Address(text.replacing("{span}", with: "\(number)"))
    try output.checkAsOutput()
    return output
  }

  /// The length of spans that a command line asks for.
  static func length(_ arguments: ParsedArguments) throws(UsageError) -> SpanLength {
    guard let count = arguments[spans] else { return .seconds(arguments[spanSeconds] ?? 60) }
    guard arguments[spanSeconds] == nil else {
      throw arguments.error("--spans and --span-seconds exclude each other")
    }
    return .spans(count)
  }

  /// The options of a command line that decide what is redacted and how, by their names without dashes. Addresses lose
  /// their passwords and signatures: a plan is read by others, and workers need no detections.
  static func texts(_ arguments: ParsedArguments) -> [String: [String]] {
    let left = Set(ofRun.map(\.usage.name))
    return planned.filter { arguments.isGiven($0) && !left.contains($0.usage.name) }.reduce(into: [:]) {
      let usage = $1.usage
      let texts = usage.value == nil ? [] : arguments.texts(of: usage)
      $0[String(usage.name.dropFirst(2))] = usage.use == nil ? texts : texts.map(RedactedAddress.text)
    }
  }

  /// Whether other processes can read what the options name: no location has a password or a signature, and none is a pipe.
  static func arePublic(_ arguments: ParsedArguments) -> Bool {
    planned.filter { arguments.isGiven($0) && $0.usage.use == .reads }.allSatisfy { option in
      arguments.texts(of: option.usage).allSatisfy { $0 != "-" && RedactedAddress.text($0) == $0 }
    }
  }

  /// The request for a whole video with the options of a plan.
  ///
  /// - Throws: `UsageError` for options that this version does not take.
  static func request(_ texts: [String: [String]], input: Address, output: Address) throws -> BlurRequest {
    let known = Set(planned.map(\.usage.name))
    if let other = texts.keys.sorted().first(where: { !known.contains("--\($0)") }) {
      throw UsageError("a plan or division cannot have the option '--\(other)': make it again")
    }
    let words = texts.sorted { $0.key < $1.key }.flatMap { name, values in
      values.isEmpty ? ["--\(name)"] : values.map { "--\(name)=\($0)" }
    }
    let arguments = try ParsedArguments(words + ["--", "-"], for: BlurCommand.spec)
    var request = try BlurRequest(optionsOf: arguments, input: input, output: output)
    request.options.untouched = .encode
    return request
  }

  /// Throws for what cannot be repeated span by span.
  static func check(_ request: BlurRequest) throws {
    func refuse(_ what: String, _ why: String) -> UsageError {
      UsageError("\(what) cannot be combined with --workers or a plan: \(why)")
    }
    guard request.imageFormat == nil else { throw refuse("a still image", "it has no spans") }
    guard request.input != .standard else {
      throw refuse("standard input", "each worker reads the video, and a pipe can be read once")
    }
    guard !request.options.allowsDamage else {
      throw refuse("--allow-damaged", "what is decoded after a damaged part depends on what precedes it")
    }
    guard request.options.untouched != .copy else {
      throw refuse("--untouched copy", "spans are encoded as a whole")
    }
    guard request.reuse == nil else { throw refuse("--reuse", "spans are encoded as a whole") }
  }
}
