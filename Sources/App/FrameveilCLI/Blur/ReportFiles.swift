import AWS
import Core
import Media
import Reporting

/// The report files of a run. They are claimed before the run and published after the output.
struct ReportFiles {
  enum Format: String, CaseIterable {
    case json, html
  }

  private let files: [(sink: any ResultSink, format: Format)]

  var sinks: [any ResultSink] { files.map(\.sink) }

  /// The format by the extension of an address.
  static func format(of place: Address) throws(UsageError) -> Format {
    guard let format = Format(rawValue: RedactedAddress.ending(place.path)) else {
      throw UsageError("--report takes a file that ends in .json or .html, not '\(place)'")
    }
    return format
  }

  /// Claims the files.
  ///
  /// - Throws: `UserError` if a file exists, unless `replacing`.
  init(_ places: [Address], replacing: Bool, input: Address) async throws {
    var files: [(sink: any ResultSink, format: Format)] = []
    for address in places {
      let format = try Self.format(of: address)
      do {
        guard let sink = try await OutputDestination.claim(address, replacing: replacing, input: input) else {
          throw UsageError("--report cannot be written to standard output")
        }
        files.append((sink, format))
      } catch {
        try await abandoningOnFailure(files.map(\.sink)) { throw error }
      }
    }
    self.files = files
  }

  var isEmpty: Bool { files.isEmpty }

  /// Writes the report into the unpublished files.
  func write(_ report: CoverageReport) async throws {
    try await write(json: JSONDocument.pretty(report), html: report.html)
  }

  /// Writes a document into the unpublished files, in the format of each.
  func write(json: @autoclosure () throws -> String, html: @autoclosure () -> String) async throws {
    for (sink, format) in files {
      let text =
        switch format {
        case .json: try json()
        case .html: html()
        }
      try await sink.write(Array(text.utf8), at: 0)
    }
  }

  /// Publishes the files under their names.
  func publish() async throws {
    for (sink, _) in files { try await sink.publish() }
  }
}
