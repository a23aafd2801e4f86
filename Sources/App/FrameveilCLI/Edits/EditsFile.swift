import Core
import Edits
import Geometry
import Media
import Pipeline
import Reporting
import Tracking

/// A file of edits, read and compared with what it was made for.
enum EditsFile {
  /// Reads a document.
  ///
  /// - Throws: `UserError` for a file that cannot be read, or is no document of edits.
  static func read(_ path: String) throws -> Edits {
    try EditsDocument.read(
      try FileReader(argument: path).bytes(upTo: EditsDocument.maximumSize), name: path)
  }

  /// The path of the detections that edits name.
  static func detections(of edits: Edits, at path: String) -> String {
    edits.detections.name.hasPrefix("/") ? edits.detections.name : folder(of: path) + edits.detections.name
  }

  /// The folder of a path with its slash; empty for the working folder.
  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  /// Throws if a file is another one than the edits were made for.
  ///
  /// - Parameter what: `video`, `detections`.
  static func check(
    _ path: String, is record: Edits.FileRecord, _ what: String, for edits: String
  ) async throws {
    guard let found = try await FileDigest().digest(of: path) else {
      throw UserError(
        .invalidInput, path, "is not a regular file, so its checksum cannot be compared with \(edits)")
    }
    guard found.bytes != record.bytes || found.sha256 != record.sha256 else { return }
    let difference =
      found.bytes == record.bytes
      ? "a SHA-256 other than \(record.sha256)" : "\(found.bytes) bytes, the edits say \(record.bytes)"
    throw UserError(
      .invalidInput, edits,
      "belongs to other \(what), or they were changed: \(path) has \(difference)",
      remedy: "give the \(what) that the edits were made for: \(RedactedAddress.name(record.name))")
  }

  /// Throws if a run would track otherwise than the one that the edits were made for.
  static func check(_ settings: [String: String], are recorded: [String: String], for edits: String) throws {
    let names = Set(settings.keys).union(recorded.keys).sorted().filter { settings[$0] != recorded[$0] }
    guard let name = names.first else { return }
    throw UserError(
      .invalidInput, edits,
      "was made with --\(name) \(recorded[name] ?? "(unset)"), and this run has \(settings[name] ?? "(unset)")",
      remedy: "give the same options, or make the edits again with 'frameveil review'")
  }
}

extension BlurRequest {
  /// The options on which the numbers of tracks, their boxes and the weak spots depend.
  var trackSettings: [String: String] {
    [
      RedactionArguments.hide.name: "\(redaction.subjects)",
      RedactionArguments.minConfidence.name: "\(redaction.minConfidence)",
      RedactionArguments.minTrackConfidence.name: options.confirmation.map { "\($0.once)" } ?? "default",
      RedactionArguments.coverage.name: "\(options.tracking.coverage)",
      RedactionArguments.margin.name: "\(options.tracking.margin)",
      RedactionArguments.maxGap.name: "\(options.tracking.maxGap.seconds)",
      RedactionArguments.shots.name: redaction.shots.map { "\($0)" } ?? "found",
      BlurCommand.guide.name: options.usesOpticalFlow ? "on" : "off",
      BlurCommand.onWeak.name: options.onWeak.rawValue,
    ].reduce(into: [:]) { $0[String($1.key.dropFirst(2))] = $1.value }
  }

  /// The request with the edits of its file and the detections that they name; nil if it has no such file.
  ///
  /// - Throws: `UserError` for edits of another video, of other detections or of other settings.
  func withEdits() async throws -> BlurRequest? {
    guard let path = choice.editsFile else { return nil }
    let edits = try EditsFile.read(path)
    guard let video = input.localPath, case .file = input else {
      throw UsageError("--edits needs a local file as INPUT, to compare its checksum")
    }
    try await EditsFile.check(video, is: edits.video, "video", for: path)
    var request = self
    if request.redaction.allDetections.isEmpty {
      request.redaction.allDetections = [.file(EditsFile.detections(of: edits, at: path))]
    }
    guard request.redaction.allDetections.count == 1,
      case .file(let detections)? = request.redaction.detections
    else { throw UsageError("--edits needs its detections in one local file") }
    try await EditsFile.check(detections, is: edits.detections, "detections", for: path)
    try EditsFile.check(trackSettings, are: edits.settings, for: path)
    request.choice.set(edits)
    request.allowsEmptyDetections = true
    return request
  }
}
