import Core
import FoundationEssentials
import Media
import Reporting

/// The part of a JSON report of `blur --report` that `verify` and `blur --reuse` need.
struct WrittenReport: Decodable {
  struct File: Decodable {
    var name: String
    var bytes: UInt64?
    var sha256: String?
  }
  struct Track: Decodable {
    var track: Int
    var stretches: [Stretch]
  }
  struct Stretch: Decodable {
    var start: Double
    var end: Double
  }
  private struct Header: Decodable {
    var schema: String
    var version: Int
  }

  /// Nil if the report does not say.
  var input: File?
  var output: File
  /// Nil if the embedded detector found the faces.
  var detections: File?
  var tracks: [Track]
  /// Nil if no group of pictures can be copied from the output.
  var reuse: ReuseRecord?

  /// The upper size limit: a report contains at most 200 thumbnails.
  private static let largest = 64 << 20
  /// A track is near a visible face if it was redacted within this many seconds.
  private static let nearness = 1.0

  /// The kind of a file that starts like a report; nil for any other file.
  static func kind(of path: String) -> String? {
    guard let file = try? FileReader(argument: path) else { return nil }
    var bytes: [UInt8] = []
    guard (try? file.fill(&bytes)) != nil else { return nil }
    let text = String(decoding: bytes.prefix(1024), as: UTF8.self).lowercased()
    let start = text.drop { $0.isWhitespace }
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") { return "an HTML page" }
    return start.hasPrefix("{") || start.hasPrefix("[") ? "JSON" : nil
  }

  /// Reads a report.
  ///
  /// - Throws: `UserError` if the file is not a complete report of version 1.
  static func read(_ path: String) throws -> WrittenReport {
    let data = Data(try FileReader(argument: path).bytes(upTo: largest))
    if let kind = kind(of: path), kind != "JSON" {
      throw refusal(path, "is \(kind), not a JSON report", remedy)
    }
    do {
      try check(try JSONDecoder().decode(Header.self, from: data), path)
      return try JSONDecoder().decode(WrittenReport.self, from: data)
    } catch let error as DecodingError {
      throw refusal(path, "is not a complete report", remedy, PlainText.words(of: error))
    }
  }

  /// Throws `UserError` if the schema or the version is not the known one.
  private static func check(_ header: Header, _ path: String) throws(UserError) {
    guard header.schema == "frameveil-report" else {
      throw refusal(path, "has the schema '\(header.schema)', not 'frameveil-report'", remedy)
    }
    guard header.version == 1 else {
      throw refusal(
        path, "is a report of version \(header.version); this program reads version 1",
        "use the version of frameveil that wrote it")
    }
  }

  private static let remedy =
    "give the JSON file that 'frameveil blur --report FILE.json' wrote for this output"

  private static func refusal(
    _ path: String, _ message: String, _ remedy: String, _ detail: String? = nil
  ) -> UserError {
    UserError(.invalidInput, path, message, remedy: remedy, detail: detail)
  }

  /// Throws `UserError` if the file is not the output that the report describes.
  func check(belongsTo path: String, report: String, _ actual: FileDigest.Value?) throws {
    guard let sha256 = output.sha256, let bytes = output.bytes else {
      throw UserError(
        .invalidInput, report, "has no checksum of the output, which was written to a pipe",
        remedy: "run 'blur' again with a file as OUTPUT")
    }
    guard let actual else {
      throw UserError(
        .invalidInput, path, "is not a regular file, so its checksum cannot be compared with \(report)")
    }
    guard actual.bytes == bytes, actual.sha256 == sha256 else {
      let difference =
        actual.bytes == bytes
        ? "a SHA-256 other than \(sha256)" : "\(actual.bytes) bytes, the report says \(bytes)"
      throw UserError(
        .invalidInput, report,
        "belongs to another output, or the output was modified: \(path) has \(difference)",
        remedy: "give the report of the run that wrote this output")
    }
  }

  /// The numbers of the tracks that were redacted within one second of a span, in seconds.
  func tracks(near span: ClosedRange<Double>) -> [Int] {
    let wide = span.lowerBound - Self.nearness...span.upperBound + Self.nearness
    return tracks.filter {
      $0.stretches.contains { $0.start <= wide.upperBound && $0.end >= wide.lowerBound }
    }
    .map(\.track)
  }
}
