import Detections
import FaceDetection
import Geometry
import Tracking

/// The options that `blur` and `track` share: the detections, what of them is redacted, and the tracker.
struct RedactionArguments: Sendable {
  /// The files of `--detections`, in order: the pages of one response. Empty if the option is not given.
  var allDetections: [Address]
  let subjects: Subjects
  /// The value of `--min-confidence`; nil if it is not given.
  let givenMinConfidence: Double?
  /// The value of `--min-track-confidence`; nil if it is not given.
  let givenConfirmation: TrackConfirmation?
  let allowsMissingPages: Bool
  let allowsMismatch: Bool
  private(set) var tracking = TrackerOptions()
  /// The file of `--shots`; nil if the option is not given.
  let shots: Address?

  init(_ arguments: ParsedArguments) throws {
    allDetections = arguments[Self.detections]
    subjects = arguments[Self.hide]
    givenMinConfidence = arguments[Self.minConfidence]
    givenConfirmation = arguments[Self.minTrackConfidence].map { TrackConfirmation($0) }
    allowsMissingPages = arguments[Self.allowMissingPages]
    allowsMismatch = arguments[Self.allowMismatch]
    tracking.coverage = arguments[Self.coverage]
    tracking.margin = arguments[Self.margin]
    tracking.maxGap = MediaTime(seconds: arguments[Self.maxGap])
    tracking.confirmation = givenConfirmation ?? .none
    shots = arguments[Self.shots]
    guard shots != .standard else { throw arguments.error("--shots takes a file, not standard input") }
  }

  /// Checks that the source of the boxes can contain what is to be hidden.
  ///
  /// - Parameter isResponse: whether the source is a response, rather than the embedded detectors.
  /// - Throws: `UsageError`.
  func checkSource(isResponse: Bool) throws {
    guard isResponse else {
      let rest = subjects.subtracting(EmbeddedModels.supported)
      guard rest == Subjects() else {
        throw UsageError(
          "--hide \(rest) needs --detections FILE with an Amazon Rekognition response that contains it, or "
            + "--rekognition: the embedded detectors find faces, heads, persons and text only")
      }
      return
    }
    guard !subjects.heads else {
      throw UsageError(
        "--hide heads is for the embedded detectors: a response has no heads; write faces or persons, or leave out the "
          + "response")
    }
    let rest = Subjects(plates: subjects.plates, screens: subjects.screens)
    guard rest == Subjects() else {
      throw UsageError(
        "--hide \(rest) is for the embedded text detector: a response has text, or labels such as "
          + "label:\"License Plate\" and label:\"Monitor\"")
    }
  }

  /// Boxes with a lower confidence are ignored.
  var minConfidence: Double { givenMinConfidence ?? 0 }

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

  /// Reads all detections, of an image.
  func readImageDetections() async throws -> ImageDetections {
    try await SourceReading().read(allDetections) { text in
      try naming { () throws(DetectionError) in
        try ImageDetections(subjects: subjects, minConfidence: minConfidence) {
          try Task.checkCancellation()
          try text.fill(&$0)
        }
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
  static let detections = CommandOption<[Address]>(
    "--detections", short: "-d", "FILE", use: .reads,
    "Amazon Rekognition response with the faces (GetFaceDetection, GetFaceSearch and others), or - for standard "
      + "input; its pages may be in one file or in several; without it, the embedded detector runs")
  static let hide = CommandOption<Subjects>(
    OptionUsage(
      name: "--hide", value: "LIST",
      description:
        "what to redact, separated by commas: faces; heads, also those whose face is not seen (not from a response); "
        + "persons, whole; text, always in one colour; plates and screens "
        + "(the characters on them; not from a response); label:\"NAME\" and moderation (the whole frame), which need a "
        + "response that contains them", standard: "faces",
      choices: ["faces", "heads", "persons", "text", "plates", "screens", "moderation"])
  ) { texts in
    do throws(SubjectsError) {
      return try Subjects(parsing: texts.first ?? "faces")
    } catch {
      throw UsageError("--hide: \(error.message); \(error.remedy)")
    }
  }
  static let shots = CommandOption<Address?>(
    "--shots", "FILE", use: .reads, "scene cuts: a GetSegmentDetection response"
  ).forVideos
  static let minConfidence = CommandOption<Double?>(
    "--min-confidence", "C", 0...100,
    default: "0 with --detections, else \(Int(DetectionOptions().minConfidence)) for faces, "
      + "\(Int(DetectionOptions().minPersonConfidence)) for persons and \(Int(DetectionOptions().minTextConfidence)) for text",
    "ignore boxes with a confidence below C")
  /// What the embedded detector's faces need.
  static let confirmation =
    "\(Int(DetectionOptions.sufficientOnce)), or \(Int(DetectionOptions.sufficientTwice)) in two looks, or in one if "
    + "lower than \(Int(100 * DetectionOptions.smallHeight)) % of the frame"

  static let minTrackConfidence = CommandOption<Double?>(
    "--min-track-confidence", "C", 0...100,
    default: "0 with --detections, else \(confirmation)",
    "do not redact a face that no look finds with a confidence of C or more: it is reported as doubtful")
  static let allowMissingPages = CommandOption<Bool>(
    "--allow-missing-pages", "accept detections whose last page announces more pages (NextToken)"
  ).forVideos
  static let allowMismatch = CommandOption<Bool>(
    "--allow-mismatch", "accept detections whose metadata do not match the video's size or duration")

  /// The options for `blur`, which runs the embedded detector without `--detections`.
  static let blurOptions: [any DeclaredOption] = [
    detections, hide, shots, minConfidence, minTrackConfidence, allowMissingPages, allowMismatch,
  ]
  /// The options for `track`, which needs `--detections`.
  static let trackOptions: [any DeclaredOption] = [
    detections.described(
      "Amazon Rekognition response with the faces (GetFaceDetection, GetFaceSearch and others), or - for standard "
        + "input; its pages may be in one file or in several"), hide, shots,
    minConfidence.described(default: "0"),
    minTrackConfidence.described(
      "omit a track none of whose detections has a confidence of C or more", default: "0"),
    allowMissingPages, allowMismatch,
  ]

  static let coverage = CommandOption<Double>(
    "--coverage", "P", 0.5...0.9999, default: TrackerOptions().coverage,
    "probability that each edge of the box lies outside the face")
  static let margin = CommandOption<Double>(
    "--margin", "M", 0...2, default: TrackerOptions().margin,
    "enlarge each redaction box on each side by M times its size")
  static let maxGap = CommandOption<Double>(
    "--max-gap", "SECONDS", 0...3600, default: TrackerOptions().maxGap.seconds,
    "bridge gaps in a track up to this duration"
  ).forVideos

  static let trackerOptions: [any DeclaredOption] = [coverage, margin, maxGap]
}

/// An error in a detections file, with the name of the file.
struct NamedDetectionError: Error {
  var file: String
  var cause: DetectionError
}
