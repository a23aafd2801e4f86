import Detections
import FaceDetection
import FoundationEssentials
import Glibc
import Media
import Pipeline
import Redaction
import Reporting

/// `frameveil blur`: the main job.
struct BlurCommand {
  private let input: MediaInput
  private let output: String
  let covers: CoverArguments
  let detector: DetectionOptions
  private let model: String?
  private let allowsOtherModel: Bool
  let profile: EncodeProfile
  private let options: BlurJob.Options
  private let choice: ChoiceArguments
  private let decodeThreads: Int
  private let replaces: Bool
  private let isQuiet: Bool
  private let printsJSON: Bool
  private let reports: [String]
  private let allowsNone: Bool

  init(_ arguments: ParsedArguments) throws {
    let name = Self.spec.name
    input = MediaInput(argument: arguments.operands[0])
    guard let output = arguments["--output"] else { throw UsageError(name, "-o OUTPUT is missing") }
    covers = try CoverArguments(arguments, command: name)
    guard covers.detections != "-" || !input.isStandardInput else {
      throw UsageError(name, "video and detections cannot both come from standard input")
    }
    detector = try DetectionOptions(arguments, command: name)
    model = arguments["--model"]
    allowsOtherModel = arguments.has("--allow-other-model")
    self.output = output
    profile = try ProfileChoice.choose(arguments["--profile"], output: output)
    decodeThreads = Int(try arguments.number("--decode-threads", in: 1...64, command: name) ?? 1)
    replaces = arguments.has("--force")
    isQuiet = arguments.has("--quiet")
    printsJSON = arguments.has("--json")
    reports = arguments.all("--report")
    for report in reports { _ = try ReportFiles.format(of: report) }
    allowsNone = arguments.has("--allow-no-faces")
    options = try Self.options(arguments, covers)
    choice = try ChoiceArguments(arguments, hiding: covers.subjects)
    guard covers.detections != nil || choice.faces.isEmpty else {
      throw UsageError(name, "--only-match and --except-match need --detections with GetFaceSearch's answer")
    }
    guard options.onWeak != .fail || output != "-" else {
      throw UsageError(
        name, "--on-weak fail needs a file as OUTPUT: what went down a pipe cannot be taken back")
    }
  }

  private static func options(_ arguments: ParsedArguments, _ covers: CoverArguments) throws
    -> BlurJob.Options
  {
    var options = BlurJob.Options()
    var style = RedactionStyle()
    style.effect = try arguments.choice("--effect", Effect.self, command: spec.name) ?? style.effect
    style.shape = try arguments.choice("--shape", MaskShape.self, command: spec.name) ?? style.shape
    style.feather = try arguments.number("--feather", in: 0...1, command: spec.name) ?? style.feather
    let strengths = RedactionStyle.leastStrength...1
    style.strength = try arguments.number("--strength", in: strengths, command: spec.name) ?? style.strength
    options.style = style
    options.tracking = covers.tracking
    options.onWeak = try arguments.choice("--on-weak", WeakPolicy.self, command: spec.name) ?? options.onWeak
    options.keepsThumbnails = arguments.has("--report")
    options.keepsAudio = !arguments.has("--no-audio")
    options.keepsSubtitles = !arguments.has("--no-subtitles")
    options.allowsMismatch = covers.allowsMismatch
    options.allowsDamage = arguments.has("--allow-damaged")
    let guide = try arguments.choice("--guide", Switch.self, command: spec.name)
    options.isGuided = guide != .off
    let lookAhead = try arguments.number("--look-ahead", in: 0...1e6, command: spec.name)
    options.lookAheadBytes = lookAhead.map { Int($0 * 1e6) } ?? MemoryLimit.lookAheadBytes
    return options
  }

  func run() async throws {
    let summary = try await Interruption.cancelling { try await perform() }
    tell(summary)
    try report(summary)
  }

  /// Does the job, and shows how far it is.
  func perform() async throws -> BlurSummary {
    try await ProgressLine.during(isQuiet: isQuiet) { try await work($0) }
  }

  private func work(_ progress: ProgressLine) async throws -> BlurSummary {
    // The result's place is claimed first, so that an hour's work cannot end at a folder that is not there.
    let file = output == "-" ? nil : try OutputFile(path: output, replacing: replaces, input: input)
    let others = [output] + [covers.detections, covers.shots].compactMap { $0 }
    let reportFiles = try ReportFiles(reports, replacing: replaces, input: input, others: others)
    let source = try faceSource()
    if !allowsNone, case .answer(let timeline) = source { try refuseNone(timeline) }
    var options = options
    options.cuts = try covers.readShots()
    options.choice = try choice.read()
    let reader = try MediaReader(input: input, decodeThreads: decodeThreads)
    let job = BlurJob(reader: reader, source: source, options: options)
    let sink: any ByteSink = file ?? StandardOutput()
    let outcome = try await job.run(profile: profile, sink: sink) { frames, time, duration in
      progress.show(frames: frames, time: time, duration: duration)
    }
    var summary = outcome.summary
    summary.seconds = progress.seconds
    summary.fps = summary.seconds > 0 ? Double(summary.frames) / summary.seconds : 0
    summary.peakRSS = ResourceUsage.ofThisProcess().peakRSS
    if case .answer(let timeline) = source {
      summary.notes += CoverArguments.notes(timeline.counts, labelsNotFound: timeline.labelsNotFound)
      summary.notes += timeline.namesNotMatched.map {
        "the detections never match the face '\($0)' so surely"
      }
    }
    if !reportFiles.isEmpty {
      try reportFiles.write(try await report(on: outcome, summary, options, file))
    }
    try Task.checkCancellation()
    try file?.publish()
    try reportFiles.publish()
    return summary
  }

  private func report(
    on outcome: BlurJob.Outcome, _ summary: BlurSummary, _ options: BlurJob.Options, _ result: OutputFile?
  ) async throws -> CoverageReport {
    let digest = FileDigest()
    func described(_ name: String) async throws -> CoverageReport.File {
      let value = name == "-" ? nil : try await digest.digest(of: name)
      return CoverageReport.File(name: name, bytes: value?.bytes, sha256: value?.sha256)
    }
    var detections: CoverageReport.File?
    if let name = covers.detections { detections = try await described(name) }
    var written: FileDigest.Value?
    if let result { written = try await digest.digest(of: result) }
    return CoverageReport(
      created: Date.now.formatted(.iso8601),
      input: try await described(input.isStandardInput ? "-" : input.name), detections: detections,
      output: CoverageReport.File(name: output, bytes: written?.bytes, sha256: written?.sha256),
      versions: Commands.versions, settings: settings(options), summary: summary, coverage: outcome.coverage,
      thumbnails: outcome.thumbnails)
  }

  /// The answer that was given, or else the embedded detector.
  private func faceSource() throws -> FaceSource {
    guard let detections = covers.detections else {
      return .detector(try FaceModel.found(at: model, allowsOther: allowsOtherModel), detector)
    }
    let file = try FileBytes(argument: detections)
    var reader = covers.reader(over: file, faces: choice.faces)
    return .answer(
      try covers.naming { () throws(DetectionError) in
        try DetectionTimeline(reading: &reader, minConfidence: covers.minConfidence)
      })
  }

  /// Says in words what was done; `about` begins each note.
  func tell(_ summary: BlurSummary, about: String = "") {
    if !isQuiet {
      for note in summary.notes { Terminal.message("frameveil: note: \(about)\(note)\n") }
      let target = output == "-" ? "standard output" : output
      Terminal.message(
        "\(target): \(summary.frames) frames (\(summary.framesWithFaces) with faces), \(summary.faces) faces hidden in "
          + "\(summary.tracks) tracks; "
          + "\(ProgressLine.rounded(summary.fps)) frames/s, "
          + "\(ProgressLine.rounded(Double(summary.peakRSS) / 1e6)) MB peak, "
          + "\(ProgressLine.rounded(Double(summary.bytes) / 1e6)) MB written\n")
    }
  }

  private func report(_ summary: BlurSummary) throws {
    guard printsJSON else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(summary), as: UTF8.self) + "\n"
    // Standard output may carry the video.
    if output == "-" { Terminal.message(text) } else { Terminal.output(text) }
  }
}
