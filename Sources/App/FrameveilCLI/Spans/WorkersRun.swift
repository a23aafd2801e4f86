import Core
import Geometry
import Media
import Pipeline
import Reporting

/// `frameveil blur --workers N`: plan, workers and join on one machine, as one run.
struct WorkersRun {
  private let blur: BlurCommand
  private let texts: [String: [String]]
  /// Whether the texts are whole: no location lost a password or a signature, and none is a pipe.
  private let arePublic: Bool
  private let workers: Int
  private let isQuiet: Bool

  /// Whether a command line of `blur` asks for several workers.
  static func isRequested(by arguments: ParsedArguments) -> Bool { arguments.isGiven(SpanArguments.workers) }

  init(_ arguments: ParsedArguments) throws {
    workers = try arguments.required(SpanArguments.workers)
    texts = SpanArguments.texts(arguments)
    arePublic = SpanArguments.arePublic(arguments)
    isQuiet = arguments[CommonOptions.quiet]
    var request = try BlurRequest(arguments)
    try SpanArguments.check(request)
    request.options.untouched = .encode
    blur = try BlurCommand(request, isQuiet: isQuiet, printsJSON: arguments[CommonOptions.json])
  }

  func run() async throws {
    let summary = try await Interruption.cancellingOnSignal {
      let edited = try await blur.request.withEdits()
      let blur = try edited.map { try BlurCommand($0, isQuiet: isQuiet, printsJSON: false) } ?? blur
      return try await ProgressLine.during(isQuiet: isQuiet) { try await work(blur, $0) }
    }
    blur.printStatus(summary)
    try blur.report(summary)
  }

  private func work(_ blur: BlurCommand, _ progress: ProgressLine) async throws -> BlurSummary {
    try await blur.claimingOutputs { result, reportFiles in
      let folder = try SpanFolder(for: blur.request.output)
      return try await folder.whileInUse { try await work(blur, progress, folder, result, reportFiles) }
    }
  }

  private func work(
    _ blur: BlurCommand, _ progress: ProgressLine, _ folder: SpanFolder, _ result: (any ResultSink)?,
    _ reportFiles: ReportFiles
  ) async throws -> BlurSummary {
    let request = blur.request
    let options = try await blur.jobOptions()
    let media = try await request.input.input()
    let identity = try await VideoPlan.Input(of: request.input, media)
    let run = try await decided(blur, progress, folder, options, media)
    let plan = try run.plan(
      of: identity, versions: PlanFile.versions, options: texts, profile: request.encoding,
      covers: "plan.covers")
    let digest = try write(plan, run.covers, folder)
    try await inWorkers(plan.spans.count, folder) { number in
      ["blur", "--plan", folder.plan, "--span", "\(number)", "-o", folder.piece(number)]
    }
    let sink: any ByteSink = result ?? StandardOutput()
    let pieces = plan.spans.indices.map { MediaInput.file(path: folder.piece($0 + 1)) }
    let job = JoinJob(input: media, plan: plan, digest: digest, options: options)
    let joined = try await withStopOnCancellation(sink) {
      try await job.run(pieces, profile: request.encoding, sink: sink)
    }
    let outcome = run.outcome(joined)
    return try await blur.complete(
      blur.measured(outcome, progress), outcome, options, result, reportFiles)
  }

  /// Decides what is hidden: from analyses that workers make of spans, or in one pass where thumbnails are wanted, or workers
  /// could not read the detections.
  private func decided(
    _ blur: BlurCommand, _ progress: ProgressLine, _ folder: SpanFolder, _ options: BlurJob.Options,
    _ media: MediaInput
  ) async throws -> PlannedRun {
    let show: @Sendable (Int, MediaTime, MediaTime?) -> Void = {
      progress.show(frames: $0, time: $1, duration: $2)
    }
    guard !options.keepsThumbnails, arePublic else {
      return try await blur.planned(media, options, .spans(workers), watch: show)
    }
    let division = try await blur.divided(media, .spans(workers), texts)
    let text = Array(try JSONDocument.pretty(division).utf8)
    try write(text, to: folder.division)
    try await inWorkers(division.spans.count, folder) { number in
      ["analyze", "--division", folder.division, "--span", "\(number)", "-o", folder.analysis(number)]
    }
    let (digest, prefix) = (SHA256.hex(text), Address.file(folder.analyses))
    return try await blur.planned(
      media, options, by: division, { try await PlanFile().analysis(of: $0, digest, at: prefix) },
      watch: show)
  }

  /// Writes the plan and the masks for the workers; returns the digest of the plan.
  private func write(_ plan: VideoPlan, _ covers: CoverTable, _ folder: SpanFolder) throws -> String {
    let text = Array(try JSONDocument.pretty(plan).utf8)
    try write(text, to: folder.plan)
    try write(covers.bytes, to: "\(folder.path)/plan.covers")
    return SHA256.hex(text)
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let file = try OutputFile(path: path, replacing: false, input: nil)
    if !bytes.isEmpty { try bytes.withUnsafeBytes { try file.write($0, at: 0) } }
    try file.publish()
  }

  /// Runs a command line for each span, as many at a time as there are workers.
  private func inWorkers(_ spans: Int, _ folder: SpanFolder, _ words: @escaping @Sendable (Int) -> [String])
    async throws
  {
    let rest = ["-q", "--decode-threads", "\(blur.request.decodeThreads)", "--", blur.request.input.argument]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 1...spans {
        if number > workers { try await group.next() }
        group.addTask { try await WorkerProcess().run(words(number) + rest, log: folder.log(number)) }
      }
      while try await group.next() != nil {}
    }
  }
}

extension Address {
  /// The location as an argument of a command line, with its secrets.
  fileprivate var argument: String {
    switch self {
    case .standard: "-"
    case .file(let text), .url(let text): text
    case .object(let object): "\(object)"
    }
  }
}
