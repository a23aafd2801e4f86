import Core
import FoundationEssentials
import Media

/// A report that `blur --report` wrote as JSON, as far as a check of the result needs it.
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

  var output: File
  var tracks: [Track]

  /// Reports hold at most 200 small pictures; what is longer is something else.
  private static let largest = 64 << 20
  /// A track is near a face that is seen so many seconds before or after it was hidden.
  private static let nearness = 1.0

  /// What a file is that begins as a report or a page does; nil for anything else.
  static func kind(of path: String) -> String? {
    guard let file = try? FileReader(argument: path) else { return nil }
    var bytes: [UInt8] = []
    guard (try? file.fill(&bytes)) != nil else { return nil }
    let text = String(decoding: bytes.prefix(1024), as: UTF8.self).lowercased()
    let start = text.drop { $0.isWhitespace }
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") { return "a page (HTML)" }
    return start.hasPrefix("{") || start.hasPrefix("[") ? "JSON" : nil
  }

  /// Reads a report and refuses what is not whole or not one.
  static func read(_ path: String) throws -> WrittenReport {
    let file = try FileReader(argument: path)
    var bytes: [UInt8] = []
    var block: [UInt8] = []
    repeat {
      try file.fill(&block)
      bytes += block
    } while !block.isEmpty && bytes.count <= largest
    let data = Data(bytes)
    func refusal(_ message: String, _ remedy: String, _ detail: String? = nil) -> UserError {
      UserError(.invalidInput, path, message, remedy: remedy, detail: detail)
    }
    let remedy = "name the JSON that 'frameveil blur --report FILE.json' wrote with the result"
    if let kind = kind(of: path), kind != "JSON" {
      throw refusal("is \(kind), not the report in JSON", remedy)
    }
    do {
      let header = try JSONDecoder().decode(Header.self, from: data)
      guard header.schema == "frameveil-report" else {
        throw refusal("is no report but '\(header.schema)'", remedy)
      }
      guard header.version == 1 else {
        throw refusal(
          "is a report of version \(header.version), and this program reads version 1",
          "use the program that wrote it")
      }
      return try JSONDecoder().decode(WrittenReport.self, from: data)
    } catch let error as DecodingError {
      throw refusal("is not a whole report", remedy, PlainText.words(of: error))
    }
  }

  /// Refuses a file that is not the very result of the report.
  func check(belongsTo path: String, report: String, _ actual: FileDigest.Value?) throws {
    guard let sha256 = output.sha256, let bytes = output.bytes else {
      throw UserError(
        .invalidInput, report, "does not say which result it belongs to: that went into a pipe",
        remedy: "make the report again with a file as result")
    }
    guard let actual else {
      throw UserError(.invalidInput, path, "is no file whose checksum could be compared with \(report)")
    }
    guard actual.bytes == bytes, actual.sha256 == sha256 else {
      let difference =
        actual.bytes == bytes
        ? "another SHA-256 than \(sha256)" : "\(actual.bytes) bytes, where it says \(bytes)"
      throw UserError(
        .invalidInput, report,
        "belongs to another result, or the result was changed: \(path) has \(difference)",
        remedy: "name the report of this run")
    }
  }

  /// The numbers of the tracks that were hidden within a second of a span, in seconds.
  func tracks(near span: ClosedRange<Double>) -> [Int] {
    let wide = span.lowerBound - Self.nearness...span.upperBound + Self.nearness
    return tracks.filter {
      $0.stretches.contains { $0.start <= wide.upperBound && $0.end >= wide.lowerBound }
    }
    .map(\.track)
  }
}
