import Detections
import FoundationEssentials
import Geometry
import Glibc
import Media
import Pipeline
import Redaction
import Tracking

/// `frameveil blur`: the main job.
struct BlurCommand {
  private let input: MediaInput
  private let output: String
  private let detections: String
  private let shots: String?
  private let profile: EncodeProfile
  private let subjects: Subjects
  private let minConfidence: Double
  private let allowsMissingPages: Bool
  private let options: BlurJob.Options
  private let choice: ChoiceArguments
  private let decodeThreads: Int
  private let replaces: Bool
  private let isQuiet: Bool
  private let printsJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    let name = Self.spec.name
    input = MediaInput(argument: arguments.operands[0])
    guard let output = arguments["--output"] else { throw UsageError(name, "-o OUTPUT is missing") }
    guard let detections = arguments["--detections"] else {
      throw UsageError(name, "--detections FILE is missing: it tells where the faces are")
    }
    guard detections != "-" || input != .standardInput else {
      throw UsageError(name, "video and detections cannot both come from standard input")
    }
    self.output = output
    self.detections = detections
    shots = arguments["--shots"]
    guard shots != "-" else { throw UsageError(name, "--shots takes a file, not standard input") }
    profile = try ProfileChoice.choose(arguments["--profile"], output: output)
    subjects = try Subjects(parsing: arguments["--hide"] ?? "faces")
    minConfidence = try arguments.number("--min-confidence", in: 0...100, command: name) ?? 0
    allowsMissingPages = arguments.has("--allow-missing-pages")
    decodeThreads = Int(try arguments.number("--decode-threads", in: 1...64, command: name) ?? 1)
    replaces = arguments.has("--force")
    isQuiet = arguments.has("--quiet")
    printsJSON = arguments.has("--json")
    options = try Self.options(arguments)
    choice = try ChoiceArguments(arguments, hiding: subjects)
  }

  private static func options(_ arguments: ParsedArguments) throws -> BlurJob.Options {
    var options = BlurJob.Options()
    var style = RedactionStyle()
    var tracking = TrackerOptions()
    style.effect = try arguments.choice("--effect", Effect.self, command: spec.name) ?? style.effect
    style.shape = try arguments.choice("--shape", MaskShape.self, command: spec.name) ?? style.shape
    style.feather = try arguments.number("--feather", in: 0...1, command: spec.name) ?? style.feather
    let strengths = RedactionStyle.leastStrength...1
    style.strength = try arguments.number("--strength", in: strengths, command: spec.name) ?? style.strength
    tracking.coverage =
      try arguments.number("--coverage", in: 0.5...0.9999, command: spec.name) ?? tracking.coverage
    tracking.margin = try arguments.number("--margin", in: 0...2, command: spec.name) ?? tracking.margin
    if let gap = try arguments.number("--max-gap", in: 0...3600, command: spec.name) {
      tracking.maxGap = MediaTime(seconds: gap)
    }
    options.style = style
    options.tracking = tracking
    options.keepsAudio = !arguments.has("--no-audio")
    options.keepsSubtitles = !arguments.has("--no-subtitles")
    options.allowsMismatch = arguments.has("--allow-mismatch")
    options.allowsDamage = arguments.has("--allow-damaged")
    return options
  }

  func run() async throws {
    let summary = try await Interruption.cancelling { try await perform() }
    tell(summary)
    try report(summary)
  }

  /// Does the job, and shows how far it is.
  func perform() async throws -> BlurSummary {
    let progress = ProgressLine(isInteractive: Terminal.isInteractive, isQuiet: isQuiet)
    do {
      let summary = try await work(progress)
      progress.clear()
      return summary
    } catch {
      progress.clear()
      throw error
    }
  }

  private func work(_ progress: ProgressLine) async throws -> BlurSummary {
    // The result's place is claimed first, so that an hour's work cannot end at a folder that is not there.
    let file = output == "-" ? nil : try OutputFile(path: output, replacing: replaces, input: input)
    let timeline = try readDetections()
    var options = options
    options.cuts = try shots.map(readShots)
    options.choice = try choice.read()
    let reader = try MediaReader(input: input, decodeThreads: decodeThreads)
    let job = BlurJob(reader: reader, detections: timeline, options: options)
    let sink: any ByteSink = file ?? StandardOutput()
    var summary = try await job.run(profile: profile, sink: sink) { frames, time, duration in
      progress.show(frames: frames, time: time, duration: duration)
    }
    try Task.checkCancellation()
    try file?.publish()
    summary.seconds = progress.seconds
    summary.fps = summary.seconds > 0 ? Double(summary.frames) / summary.seconds : 0
    summary.peakRSS = ResourceUsage.ofThisProcess().peakRSS
    summary.notes += notes(on: timeline)
    return summary
  }

  private func readDetections() throws -> DetectionTimeline {
    let file = try FileBytes(argument: detections)
    var reader = DetectionReader(
      subjects: subjects, faces: choice.faces, allowMissingPages: allowsMissingPages
    ) { try file.fill(&$0) }
    do {
      return try DetectionTimeline(reading: &reader, minConfidence: minConfidence)
    } catch {
      throw NamedDetectionError(file: detections == "-" ? "standard input" : detections, cause: error)
    }
  }

  private func readShots(_ path: String) throws -> SceneCuts {
    let file = try FileBytes(argument: path)
    do {
      return try SceneCuts(allowMissingPages: allowsMissingPages) { try file.fill(&$0) }
    } catch {
      throw NamedDetectionError(file: path, cause: error)
    }
  }

  private func notes(on timeline: DetectionTimeline) -> [String] {
    var notes = timeline.labelsNotFound.map { "the detections never name the label '\($0)'" }
    notes += timeline.namesNotMatched.map { "the detections never match the face '\($0)' so surely" }
    if timeline.counts.entriesWithoutBox > 0, timeline.boxCount == 0 {
      notes.append("the detections hold \(timeline.counts.entriesWithoutBox) entries without a box to hide")
    }
    return notes
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

/// A fault in a detections file, with the file's name.
struct NamedDetectionError: Error {
  var file: String
  var cause: DetectionError
}
