import AWS
import Core
import Media
import Reporting

/// The reports of a run: their places are claimed before it, and they appear after its result.
struct ReportFiles {
  /// What a report is for.
  enum Format: String, CaseIterable {
    case json, html
  }

  private let files: [(sink: any ResultSink, format: Format)]

  /// All of them.
  var sinks: [any ResultSink] { files.map(\.sink) }

  /// The format that a place's ending tells.
  static func format(of place: Address) throws(UsageError) -> Format {
    guard let format = Format(rawValue: PublicAddress.ending(place.path)) else {
      throw UsageError("blur", "--report takes a file that ends in .json or .html, not '\(place)'")
    }
    return format
  }

  /// Claims the places. Refuses those that exist unless `replacing`.
  init(_ places: [Address], replacing: Bool, input: Address) async throws {
    var files: [(sink: any ResultSink, format: Format)] = []
    for address in places {
      let format = try Self.format(of: address)
      do {
        guard let sink = try await OutputDestination.claim(address, replacing: replacing, input: input) else {
          throw UsageError("blur", "--report needs a place of its own")
        }
        files.append((sink, format))
      } catch {
        try await abandoningOnFailure(files.map(\.sink)) { throw error }
      }
    }
    self.files = files
  }

  /// Whether there are none.
  var isEmpty: Bool { files.isEmpty }

  /// Writes the report into all of them, still without names.
  func write(_ report: CoverageReport) async throws {
    for (sink, format) in files {
      let bytes: [UInt8]
      switch format {
      case .json: bytes = Array(try JSONDocument.pretty(report).utf8)
      case .html: bytes = Array(report.html.utf8)
      }
      try await sink.write(bytes, at: 0)
    }
  }

  /// Gives them their names.
  func publish() async throws {
    for (sink, _) in files { try await sink.publish() }
  }
}
