import Detections
import FaceDetection
import Geometry
import Tracking

/// The options that `blur` and `track` share: the detections, what of them is redacted, and the tracker.
struct RedactionArguments: Sendable {
  /// The files of `--detections`, in order: the pages of one response. Empty if the option is not given.
  var allDetections: [Address]
  let subjects: Subjects
  let minConfidence: Double
  let allowsMissingPages: Bool
  let allowsMismatch: Bool
  let tracking: TrackerOptions
  /// The file of `--shots`; nil if the option is not given.
  let shots: Address?

  init(_ arguments: ParsedArguments, command: String) throws {
    allDetections = try arguments.all("--detections").map { text throws(UsageError) in
      try Address(text, command: command)
    }
    subjects = try Subjects(parsing: arguments["--hide"] ?? "faces")
    minConfidence = try arguments.number("--min-confidence", in: 0...100, command: command) ?? 0
    allowsMissingPages = arguments.has("--allow-missing-pages")
    allowsMismatch = arguments.has("--allow-mismatch")
    var tracking = TrackerOptions()
    tracking.coverage =
      try arguments.number("--coverage", in: 0.5...0.9999, command: command) ?? tracking.coverage
    tracking.margin = try arguments.number("--margin", in: 0...2, command: command) ?? tracking.margin
    if let gap = try arguments.number("--max-gap", in: 0...3600, command: command) {
      tracking.maxGap = MediaTime(seconds: gap)
    }
    self.tracking = tracking
    shots = try arguments["--shots"].map { text throws(UsageError) in try Address(text, command: command) }
    guard shots != .standard else { throw UsageError(command, "--shots takes a file, not standard input") }
  }

  /// The first file of the detections; nil if there is none.
  var detections: Address? { allDetections.first }

  /// The files after the first, in order.
  var furtherPages: [Address] { Array(allDetections.dropFirst()) }

  /// A reader of the detections that pulls its input in blocks.
  ///
  /// - Parameters:
  ///   - faces: the faces to search for in the matches of GetFaceSearch.
  ///   - fill: appends the next block to an empty buffer; appends nothing at the end.
  func reader(
    faces: [NamedFace] = [], over fill: @escaping (inout [UInt8]) throws -> Void
  ) -> DetectionReader {
    DetectionReader(subjects: subjects, faces: faces, allowMissingPages: allowsMissingPages) {
      try Task.checkCancellation()
      try fill(&$0)
    }
  }

  /// Reads all detections.
  func readTimeline(_ detections: Address, faces: [NamedFace] = []) async throws -> DetectionTimeline {
    try await SourceReading().read([detections] + furtherPages) { text in
      var reader = reader(faces: faces, over: text.fill)
      return try naming { () throws(DetectionError) in
        try DetectionTimeline(reading: &reader, minConfidence: minConfidence)
      }
    }
  }

  /// Reads the scene cuts of `--shots`; nil if the option is not given.
  func readShots() async throws -> SceneCuts? {
    guard let shots else { return nil }
    return try await SourceReading().read([shots]) { text in
      do throws(DetectionError) {
        return try SceneCuts(allowMissingPages: allowsMissingPages, fill: text.fill)
      } catch {
        throw NamedDetectionError(file: "\(shots)", cause: error)
      }
    }
  }

  /// The name of the detections in messages.
  var detectionsName: String {
    guard let detections else { return "the detections" }
    let first = detections == .standard ? "standard input" : detections.description
    return furtherPages.isEmpty ? first : "\(first) and \(furtherPages.count) more files"
  }

  /// Adds the name of the detections to an error that `read` throws.
  func naming<Value>(_ read: () throws(DetectionError) -> Value) throws -> Value {
    do {
      return try read()
    } catch {
      try Task.checkCancellation()
      throw NamedDetectionError(file: detectionsName, cause: error)
    }
  }

  /// Notes on detections that were accepted.
  static func notes(_ counts: DetectionTimeline.Counts, labelsNotFound: [String]) -> [String] {
    var notes = labelsNotFound.map { "the detections do not contain the label '\($0)'" }
    if counts.entriesWithoutBox > 0, counts.boxesRead == counts.boxesDropped {
      notes.append("the detections contain \(counts.entriesWithoutBox) entries without a bounding box")
    }
    return notes
  }
}

extension RedactionArguments {
  static let detectionOptions: [CommandSpec.Option] = [
    .init(
      name: "--detections", short: "-d", value: "FILE",
      help: "Amazon Rekognition response with the faces (GetFaceDetection, GetFaceSearch and\n"
        + "others), or - for standard input; pages may be in one file, or in a file each with\n"
        + "the option repeated; without it, blur runs the embedded detector", isRepeatable: true, use: .reads),
    .init(
      name: "--hide", value: "LIST",
      help:
        "what to redact: faces, persons, text, label:\"NAME\", moderation (the whole frame),\n"
        + "separated by commas; all but faces need a response that contains it;\ndefault: faces"),
    .init(
      name: "--shots", value: "FILE",
      help: "scene cuts: a GetSegmentDetection response", use: .reads),
    .init(
      name: "--min-confidence", value: "C",
      help: "ignore boxes with a confidence below C, 0 to 100; default: 0 with --detections,\nelse "
        + "\(Int(DetectionOptions().minConfidence))"),
    .init(
      name: "--allow-missing-pages",
      help: "accept detections whose last page announces more pages (NextToken)"),
    .init(
      name: "--allow-mismatch",
      help: "accept detections whose metadata do not match the video's size or duration"
    ),
  ]

  static let trackerOptions: [CommandSpec.Option] = [
    .init(
      name: "--coverage", value: "P",
      help:
        "probability that each edge of the box lies outside the face, 0.5 to 0.9999;\ndefault: \(TrackerOptions().coverage)"
    ),
    .init(
      name: "--margin", value: "M",
      help:
        "enlarge each redaction box on each side by M times its size, 0 to 2;\ndefault: \(TrackerOptions().margin)"
    ),
    .init(
      name: "--max-gap", value: "SECONDS",
      help:
        "bridge gaps in a track up to this duration, 0 to 3600; default: \(Int(TrackerOptions().maxGap.seconds))"
    ),
  ]
}

/// An error in a detections file, with the name of the file.
struct NamedDetectionError: Error {
  var file: String
  var cause: DetectionError
}
