import Detections
import FaceDetection
import Geometry
import Tracking

/// What every command that makes covers is told alike: which detections, what of them, and how boxes become covers.
struct RedactionArguments: Sendable {
  /// The detections, and the pages after them in their order; none where none are given.
  var allDetections: [Address]
  let subjects: Subjects
  let minConfidence: Double
  let allowsMissingPages: Bool
  let allowsMismatch: Bool
  let tracking: TrackerOptions
  /// The shots; nil where none are given.
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

  /// The detections; nil where none are given.
  var detections: Address? { allDetections.first }

  /// The pages after those, in their order.
  var furtherPages: [Address] { Array(allDetections.dropFirst()) }

  /// A reader of the detections over the blocks of a text.
  ///
  /// - Parameters:
  ///   - faces: whom to look for among the faces that were matched by name.
  ///   - fill: appends the next block to an empty buffer.
  func reader(
    faces: [NamedFace] = [], over fill: @escaping (inout [UInt8]) throws -> Void
  ) -> DetectionReader {
    DetectionReader(subjects: subjects, faces: faces, allowMissingPages: allowsMissingPages) {
      try Task.checkCancellation()
      try fill(&$0)
    }
  }

  /// All detections.
  func readTimeline(_ detections: Address, faces: [NamedFace] = []) async throws -> DetectionTimeline {
    try await SourceReading().read([detections] + furtherPages) { text in
      var reader = reader(faces: faces, over: text.fill)
      return try naming { () throws(DetectionError) in
        try DetectionTimeline(reading: &reader, minConfidence: minConfidence)
      }
    }
  }

  /// The scene cuts, where a file of shots was given.
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

  /// How messages name the detections.
  var detectionsName: String {
    guard let detections else { return "the detections" }
    let first = detections == .standard ? "standard input" : detections.description
    return furtherPages.isEmpty ? first : "\(first) and \(furtherPages.count) pages after it"
  }

  /// Reads, and names the detections in a fault found there.
  func naming<Value>(_ read: () throws(DetectionError) -> Value) throws -> Value {
    do {
      return try read()
    } catch {
      try Task.checkCancellation()
      throw NamedDetectionError(file: detectionsName, cause: error)
    }
  }

  /// What a user should know of detections from which no error kept the run.
  static func notes(_ counts: DetectionTimeline.Counts, labelsNotFound: [String]) -> [String] {
    var notes = labelsNotFound.map { "the detections never name the label '\($0)'" }
    if counts.entriesWithoutBox > 0, counts.boxesRead == counts.boxesDropped {
      notes.append("the detections hold \(counts.entriesWithoutBox) entries without a box to hide")
    }
    return notes
  }
}

extension RedactionArguments {
  static let detectionOptions: [CommandSpec.Option] = [
    .init(
      name: "--detections", short: "-d", value: "FILE",
      help: "where the faces are: Amazon Rekognition's answer (GetFaceDetection,\n"
        + "GetFaceSearch and others; pages in one file, or a file each), or - for\nstandard input; without it the "
        + "embedded detector looks for them", isRepeatable: true, use: .reads),
    .init(
      name: "--hide", value: "LIST",
      help:
        "what to hide of an answer that holds more: faces, persons, text,\nlabel:\"NAME\", moderation (the "
        + "whole picture); default: faces"),
    .init(
      name: "--shots", value: "FILE",
      help: "where the scene cuts are: the answer of GetSegmentDetection", use: .reads),
    .init(
      name: "--min-confidence", value: "C",
      help: "leave out boxes below this confidence, 0 to 100; default: 0 with\n--detections, else "
        + "\(Int(DetectionOptions().minConfidence))"),
    .init(
      name: "--allow-missing-pages", help: "take detections whose last page says that more pages follow"),
    .init(
      name: "--allow-mismatch", help: "take detections whose metadata do not fit the video's size or length"
    ),
  ]

  static let trackerOptions: [CommandSpec.Option] = [
    .init(
      name: "--coverage", value: "P",
      help:
        "how sure each edge of a cover must be to lie outside the face,\n0.5 to 0.9999; default: \(TrackerOptions().coverage)"
    ),
    .init(
      name: "--margin", value: "M",
      help:
        "grow covers on each side by this ratio of their size, 0 to 2;\ndefault: \(TrackerOptions().margin)"),
    .init(
      name: "--max-gap", value: "SECONDS",
      help: "bridge holes up to this long, 0 to 3600; default: \(Int(TrackerOptions().maxGap.seconds))"),
  ]
}

/// A fault in a detections file, with the file's name.
struct NamedDetectionError: Error {
  var file: String
  var cause: DetectionError
}
