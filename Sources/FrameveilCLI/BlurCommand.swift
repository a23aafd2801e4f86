import Detections
import FaceDetection
import FoundationEssentials
import Geometry
import Glibc
import Media
import Pipeline
import Redaction
import Reporting
import S3

/// `frameveil blur`: the main job.
struct BlurCommand {
  private let input: Address
  private let output: Address
  private let properties: S3Properties
  let covers: CoverArguments
  let detector: DetectionOptions
  let rekognition: RekognitionArguments?
  let model: String?
  let allowsOtherModel: Bool
  let profile: EncodeProfile
  private let options: BlurJob.Options
  let choice: ChoiceArguments
  private let decodeThreads: Int
  private let replaces: Bool
  private let isQuiet: Bool
  private let printsJSON: Bool
  private let reports: [String]
  let allowsNone: Bool
  let onNone: NonePolicy

  init(_ arguments: ParsedArguments) throws {
    let name = Self.spec.name
    input = try Address(arguments.operands[0], command: name)
    guard let output = arguments["--output"] else { throw UsageError(name, "-o OUTPUT is missing") }
    covers = try CoverArguments(arguments, command: name)
    guard covers.detections != .standard || input != .standard else {
      throw UsageError(name, "video and detections cannot both come from standard input")
    }
    detector = try DetectionOptions(arguments, command: name)
    model = arguments["--model"]
    allowsOtherModel = arguments.has("--allow-other-model")
    self.output = try Address(output, command: name)
    properties = try ObjectArguments.properties(arguments, command: name)
    profile = try ProfileChoice.choose(arguments["--profile"], output: output)
    decodeThreads = Int(try arguments.number("--decode-threads", in: 1...64, command: name) ?? 1)
    replaces = arguments.has("--force")
    isQuiet = arguments.has("--quiet")
    printsJSON = arguments.has("--json")
    reports = arguments.all("--report")
    for report in reports { _ = try ReportFiles.format(of: report) }
    allowsNone = arguments.has("--allow-no-faces") || arguments.has("--on-none")
    options = try Self.options(arguments, covers)
    choice = try ChoiceArguments(arguments, hiding: covers.subjects)
    rekognition = try RekognitionArguments(arguments, input: input, covers: covers, faces: choice.faces)
    guard covers.detections != nil || rekognition != nil || choice.faces.isEmpty else {
      throw UsageError(
        name,
        "--only-match and --except-match need --detections with GetFaceSearch's answer, or --rekognition")
    }
    guard covers.detections != nil || rekognition != nil || covers.subjects == .faces else {
      throw UsageError(
        name,
        "--hide \(covers.subjects) needs --detections FILE, an answer of Amazon Rekognition that tells of it, or "
          + "--rekognition: the embedded detector finds faces only")
    }
    onNone = try arguments.choice("--on-none", NonePolicy.self, command: name) ?? .warn
    guard onNone != .fail || self.output != .standard else {
      throw UsageError(
        name, "--on-none fail needs a file as OUTPUT: what went down a pipe cannot be taken back")
    }
    guard options.onWeak != .fail || self.output != .standard else {
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
    options.onDamage =
      try arguments.choice("--on-damage", DamagePolicy.self, command: spec.name) ?? options.onDamage
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
  ///
  /// - Parameter watch: called after each frame with the frames written, their time and the video's length; what it
  ///   throws ends the job.
  func perform(
    watch: @escaping @Sendable (Int, MediaTime, MediaTime?) throws -> Void = { _, _, _ in }
  ) async throws -> BlurSummary {
    try await ProgressLine.during(isQuiet: isQuiet) { line in
      try await work(line) { frames, time, duration in
        try watch(frames, time, duration)
        line.show(frames: frames, time: time, duration: duration)
      }
    }
  }

  private typealias Watch = @Sendable (Int, MediaTime, MediaTime?) throws -> Void

  private func work(_ progress: ProgressLine, _ watch: @escaping Watch) async throws -> BlurSummary {
    // The result's place is claimed first, so that an hour's work cannot end at a folder that is not there.
    let result = try await ResultPlace.claim(
      output, replacing: replaces, input: input, properties: properties)
    return try await abandoningOnFailure([result].compactMap(\.self)) {
      let reportFiles = try await ReportFiles(reports, replacing: replaces, input: input)
      return try await abandoningOnFailure(reportFiles.sinks) {
        try await work(progress, watch, result, reportFiles)
      }
    }
  }

  private func work(
    _ progress: ProgressLine, _ watch: Watch, _ result: (any ResultSink)?, _ reportFiles: ReportFiles
  ) async throws -> BlurSummary {
    let source = try await faceSource()
    try await refuseEmpty(source)
    var options = options
    options.cuts = try await covers.readShots()
    options.choice = try choice.read()
    let media = try await input.input()
    let reader = try MediaReader(
      input: media,
      options: .init(decodeThreads: decodeThreads, allowsDamage: self.options.allowsDamage))
    let job = BlurJob(reader: reader, source: source, options: options)
    let sink: any ByteSink = result ?? StandardOutput()
    let outcome = try await stoppingOnCancellation(sink) {
      try await job.run(profile: profile, sink: sink, progress: watch)
    }
    var summary = outcome.summary
    summary.seconds = progress.seconds
    summary.fps = summary.seconds > 0 ? Double(summary.frames) / summary.seconds : 0
    summary.peakRSS = ResourceUsage.ofThisProcess().peakRSS
    summary.notes += try await notes(on: source)
    try onNone.judge(&summary)
    if !reportFiles.isEmpty {
      try await reportFiles.write(try await report(on: outcome, summary, options, result))
    }
    try Task.checkCancellation()
    try await result?.publish()
    if let leftover = (result as? S3Sink)?.leftover { summary.notes.append("\(leftover)") }
    try await reportFiles.publish()
    summary.transfer = await BlurSummary.Transfer(of: media, to: result, since: progress.start)
    return summary
  }

  private func report(
    on outcome: BlurJob.Outcome, _ summary: BlurSummary, _ options: BlurJob.Options,
    _ result: (any ResultSink)?
  ) async throws -> CoverageReport {
    let digest = FileDigest()
    // Only files can be read again.
    func described(_ address: Address) async throws -> CoverageReport.File {
      var value: FileDigest.Value?
      if case .file(let path) = address { value = try await digest.digest(of: path) }
      return CoverageReport.File(name: "\(address)", bytes: value?.bytes, sha256: value?.sha256)
    }
    var detections: CoverageReport.File?
    if let name = covers.detections { detections = try await described(name) }
    var written: FileDigest.Value?
    if let file = result as? OutputFile { written = try await digest.digest(of: file) }
    return CoverageReport(
      created: Date.now.formatted(.iso8601),
      input: try await described(input), detections: detections,
      output: CoverageReport.File(name: "\(output)", bytes: written?.bytes, sha256: written?.sha256),
      versions: Commands.versions, settings: settings(options), summary: summary, coverage: outcome.coverage,
      thumbnails: outcome.thumbnails)
  }

  /// Says in words what was done; `about` begins each note.
  func tell(_ summary: BlurSummary, about: String = "") {
    if !isQuiet {
      for note in summary.notes { Terminal.line("frameveil: note: \(about)\(note)") }
      let target = output == .standard ? "standard output" : "\(output)"
      Terminal.line(
        "\(target): \(summary.frames) frames, \(found(summary)); "
          + "\(ProgressLine.rounded(summary.fps)) frames/s, "
          + "\(ProgressLine.rounded(Double(summary.peakRSS) / 1e6)) MB peak, "
          + "\(ProgressLine.rounded(Double(summary.bytes) / 1e6)) MB written")
    }
  }

  /// `3 people (tracks) found, hidden on 120 of them`
  private func found(_ summary: BlurSummary) -> String {
    let tracks = summary.tracks
    var words = tracks == 1 ? "1 track found" : "\(tracks) tracks found"
    if covers.subjects == .faces || covers.subjects == Subjects(persons: true) {
      words = tracks == 1 ? "1 person (track) found" : "\(tracks) people (tracks) found"
    }
    if tracks == 0 { words = "nobody found" }
    return words
      + (summary.framesWithFaces == 0 ? ", nothing hidden" : ", hidden on \(summary.framesWithFaces) of them")
  }

  private func report(_ summary: BlurSummary) throws {
    guard printsJSON else { return }
    let text = try JSONDocument.pretty(summary)
    // Standard output may carry the video.
    if output == .standard { Terminal.message(text) } else { Terminal.output(text) }
  }
}
