import Core
import Detections
import FaceDetection
import FoundationEssentials
import Geometry
import HTTP
import Media
import Pipeline
import Reporting
import S3

/// `frameveil blur`: redacts one video or still image.
struct BlurCommand: Command {
  let request: BlurRequest
  private let isQuiet: Bool
  private let printsJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    try self.init(
      BlurRequest(arguments), isQuiet: arguments[CommonOptions.quiet],
      printsJSON: arguments[CommonOptions.json])
  }

  /// Checks the request; reads and writes nothing.
  init(_ request: BlurRequest, isQuiet: Bool, printsJSON: Bool) throws {
    try request.check()
    (self.request, self.isQuiet, self.printsJSON) = (request, isQuiet, printsJSON)
  }

  func run() async throws {
    let summary = try await Interruption.cancellingOnSignal { try await perform() }
    printStatus(summary)
    try report(summary)
  }

  /// Runs the job with a progress line.
  ///
  /// - Parameter watch: called after each frame with the number of frames written, the time of the last one and the
  ///   video's duration. An error that it throws ends the job.
  func perform(
    watch: @escaping @Sendable (Int, MediaTime, MediaTime?) throws -> Void = { _, _, _ in }
  ) async throws -> BlurSummary {
    if let edited = try await request.withEdits() {
      return try await BlurCommand(edited, isQuiet: isQuiet, printsJSON: printsJSON).perform(watch: watch)
    }
    do {
      return try await performOnce(watch)
    } catch let failure as CopyFailure {
      guard let again = encodingAll else {
        var cause = failure.cause
        cause.remedy = cause.remedy ?? "pass --untouched encode"
        throw cause
      }
      var summary = try await again.performOnce(watch)
      summary.notes.append(
        "everything was encoded again, since copying groups of pictures failed: \(failure.cause)")
      return summary
    }
  }

  private func performOnce(_ watch: @escaping Watch) async throws -> BlurSummary {
    try await ProgressLine.during(isQuiet: isQuiet) { line in
      try await work(line) { frames, time, duration in
        try watch(frames, time, duration)
        line.show(frames: frames, time: time, duration: duration)
      }
    }
  }

  /// The same without copied groups; nil if they are required, or the input or the output cannot be begun anew.
  private var encodingAll: BlurCommand? {
    guard request.options.untouched == .auto, request.input != .standard, request.output != .standard else {
      return nil
    }
    var request = request
    request.options.untouched = .encode
    request.reuse = nil
    return try? BlurCommand(request, isQuiet: isQuiet, printsJSON: printsJSON)
  }

  private typealias Watch = @Sendable (Int, MediaTime, MediaTime?) throws -> Void

  private func work(_ progress: ProgressLine, _ watch: @escaping Watch) async throws -> BlurSummary {
    try await claimingOutputs { try await work(progress, watch, $0, $1) }
  }

  /// Claims the output and the reports first, so that an hour's work cannot fail at a folder that does not exist.
  func claimingOutputs(_ work: ((any ResultSink)?, ReportFiles) async throws -> BlurSummary) async throws
    -> BlurSummary
  {
    let result = try await OutputDestination.claim(
      request.output, replacing: request.replaces, input: request.input, properties: request.properties)
    return try await abandoningOnFailure([result].compactMap(\.self)) {
      let reportFiles = try await ReportFiles(
        request.reports, replacing: request.replaces, input: request.input)
      return try await abandoningOnFailure(reportFiles.sinks) {
        try await work(result, reportFiles)
      }
    }
  }

  private func work(
    _ progress: ProgressLine, _ watch: Watch, _ result: (any ResultSink)?, _ reportFiles: ReportFiles
  ) async throws -> BlurSummary {
    // Its files are read before a Rekognition job is started, which costs money.
    let options = try await jobOptions()
    let sink: any ByteSink = result ?? StandardOutput()
    guard request.imageFormat == nil else {
      let outcome = try await redactImage(options, sink)
      return try await complete(measured(outcome, progress), outcome, options, result, reportFiles)
    }
    let source = try await faceSource()
    try await refuseEmpty(source)
    let media = try await request.input.input()
    let reader = try MediaReader(
      input: media,
      options: .init(
        decodeThreads: request.decodeThreads, allowsDamage: options.allowsDamage,
        keepsGroups: options.untouched != .encode))
    let job = BlurJob(reader: reader, source: source, options: options)
    let outcome = try await withStopOnCancellation(sink) {
      try await job.run(profile: request.encoding, sink: sink, progress: watch)
    }
    var summary = measured(outcome, progress)
    summary.notes += try await notes(on: source)
    summary = try await complete(summary, outcome, options, result, reportFiles)
    summary.transfer = await BlurSummary.Transfer(of: media, to: result, since: progress.start)
    return summary
  }

  /// Judges the outcome, and publishes the output and the reports.
  func complete(
    _ summary: BlurSummary, _ outcome: BlurJob.Outcome, _ options: BlurJob.Options,
    _ result: (any ResultSink)?, _ reportFiles: ReportFiles
  ) async throws -> BlurSummary {
    var summary = summary
    try request.onNone.judge(&summary)
    if !reportFiles.isEmpty {
      let report = try await report(on: outcome, summary, options, result)
      try await reportFiles.write(report)
    }
    try Task.checkCancellation()
    try await result?.publish()
    if let leftover = (result as? S3Sink)?.orphanedUpload { summary.notes.append("\(leftover)") }
    try await reportFiles.publish()
    return summary
  }

  /// Writes the report on an outcome, of which the output is not written yet.
  func writeReport(
    _ outcome: BlurJob.Outcome, _ progress: ProgressLine, _ options: BlurJob.Options, to place: Address
  ) async throws {
    var summary = measured(outcome, progress)
    try request.onNone.judge(&summary)
    let files = try await ReportFiles([place], replacing: true, input: request.input)
    try await abandoningOnFailure(files.sinks) {
      try await files.write(try await report(on: outcome, summary, options, nil))
      try await files.publish()
    }
  }

  /// The options of the request, with the scene cuts and the selection that its files contain.
  func jobOptions() async throws -> BlurJob.Options {
    var options = request.options
    options.keepsThumbnails = !request.reports.isEmpty
    options.cuts = try await request.redaction.readShots()
    options.choice = try request.choice.read()
    options.style = try request.style.read()
    if let reuse = request.reuse, case .file(let input) = request.input {
      options.reused = try await reuse.verified(for: input, try await reuseConditions())
    }
    return options
  }

  /// The summary of a completed job, with its cost.
  func measured(_ outcome: BlurJob.Outcome, _ progress: ProgressLine) -> BlurSummary {
    var summary = outcome.summary
    summary.seconds = progress.seconds
    summary.fps = summary.seconds > 0 ? Double(summary.frames) / summary.seconds : 0
    summary.peakRSS = ResourceUsage.ofThisProcess().peakRSS
    return summary
  }

  private func report(
    on outcome: BlurJob.Outcome, _ summary: BlurSummary, _ options: BlurJob.Options,
    _ result: (any ResultSink)?
  ) async throws -> CoverageReport {
    let digest = FileDigest()
    // Only files can be read a second time for their checksum.
    func described(_ address: Address) async throws -> CoverageReport.File {
      var value: FileDigest.Value?
      if case .file(let path) = address { value = try await digest.digest(of: path) }
      return CoverageReport.File(name: "\(address)", bytes: value?.bytes, sha256: value?.sha256)
    }
    var detections: CoverageReport.File?
    if let name = request.redaction.detections { detections = try await described(name) }
    var written: FileDigest.Value?
    if let file = result as? OutputFile { written = try await digest.digest(of: file) }
    let source = try await described(request.input)
    var reuse: ReuseRecord?
    if let groups = outcome.redactedGroups, source.sha256 != nil, written != nil {
      reuse = ReuseRecord(groups, conditions: try await reuseConditions())
    }
    var report = CoverageReport(
      created: Date.now.formatted(.iso8601),
      input: source, detections: detections,
      output: CoverageReport.File(name: "\(request.output)", bytes: written?.bytes, sha256: written?.sha256),
      versions: Commands.versions, settings: try settings(options), summary: summary,
      coverage: outcome.coverage,
      thumbnails: outcome.thumbnails, reuse: reuse)
    report.review = try options.choice.edits.map {
      try ReviewRecord($0, outcome.coverage, result: written?.sha256)
    }
    return report
  }

  /// Prints the notes and the summary line; each note starts with `about`.
  func printStatus(_ summary: BlurSummary, about: String = "") {
    if !isQuiet {
      for note in summary.notes { Terminal.line("frameveil: note: \(about)\(note)") }
      let target = request.output == .standard ? "standard output" : "\(request.output)"
      let work =
        request.imageFormat == nil
        ? "\(summary.frames) frames, \(found(summary))\(copied(summary)); \(ProgressLine.rounded(summary.fps)) frames/s"
        : "\(redactedOnImage(summary)); \(ProgressLine.rounded(summary.seconds)) s"
      Terminal.line(
        "\(target): \(work), "
          + "\(ProgressLine.rounded(Double(summary.peakRSS) / 1e6)) MB peak memory, "
          + "\(ProgressLine.rounded(Double(summary.bytes) / 1e6)) MB written")
    }
  }

  /// `, 780 frames copied`; empty if none was
  private func copied(_ summary: BlurSummary) -> String {
    let counts = [
      (summary.untouched?.copiedFrames, "copied"),
      (summary.reused?.copiedFrames, "copied from the earlier output"),
    ]
    return counts.map { count, words in
      guard let count, count > 0 else { return "" }
      return count == 1 ? ", 1 frame \(words)" : ", \(count) frames \(words)"
    }.joined()
  }

  /// `3 people tracked, redacted on 120 frames`
  private func found(_ summary: BlurSummary) -> String {
    let tracks = summary.tracks - summary.doubtfulTracks
    var words = tracks == 1 ? "1 track" : "\(tracks) tracks"
    if [.faces, Subjects(heads: true), Subjects(persons: true)].contains(request.redaction.subjects) {
      words = tracks == 1 ? "1 person tracked" : "\(tracks) people tracked"
    }
    if tracks == 0 { words = "nothing detected" }
    return words
      + (summary.framesWithFaces == 0
        ? ", nothing redacted" : ", redacted on \(summary.framesWithFaces) frames")
  }

  func report(_ summary: BlurSummary) throws {
    guard printsJSON else { return }
    let text = try JSONDocument.pretty(summary)
    // Standard output may carry the video.
    if request.output == .standard { Terminal.message(text) } else { Terminal.output(text) }
  }
}

extension BlurSummary.Transfer {
  /// The statistics of reading a remote input and writing a remote output; nil if both are local.
  init?(of input: MediaInput, to result: (any ResultSink)?, since start: ContinuousClock.Instant) async {
    self.init()
    if case .ranges(let ranges) = input, let reader = ranges as? RangeReader {
      let counters = await reader.counters
      (rangeRequests, bytesReceived, bytesReceivedTwice) = (
        counters.requests, counters.received, counters.repeated
      )
    }
    if let sent = (result as? S3Sink)?.firstSent { secondsToFirstByte = (sent - start) / .seconds(1) }
    guard rangeRequests != nil || secondsToFirstByte != nil else { return nil }
  }
}
