import Core
import Media

/// The files of `--findings`. They are claimed before the run, and published when all videos are checked.
struct FindingsFiles {
  /// The JSON file.
  private struct Document: Encodable {
    let schema = "frameveil-findings"
    let version = 1
    let videos: [VerifyFindings]
  }

  private let files: [(sink: any ResultSink, format: ReportFiles.Format)]

  var sinks: [any ResultSink] { files.map(\.sink) }

  /// The format by the extension of an address.
  static func format(of place: Address) throws(UsageError) -> ReportFiles.Format {
    guard let format = ReportFiles.Format(rawValue: RedactedAddress.ending(place.path)) else {
      throw UsageError("--findings takes a file that ends in .json or .html, not '\(place)'")
    }
    return format
  }

  /// Claims the files.
  ///
  /// - Throws: `UserError` if a file exists, unless `replacing`.
  init(_ places: [Address], replacing: Bool) async throws {
    var files: [(sink: any ResultSink, format: ReportFiles.Format)] = []
    for place in places {
      let format = try Self.format(of: place)
      do {
        guard let sink = try await OutputDestination.claim(place, replacing: replacing, input: nil) else {
          throw UsageError("--findings cannot be written to standard output; --json prints them")
        }
        files.append((sink, format))
      } catch {
        try await abandoningOnFailure(files.map(\.sink)) { throw error }
      }
    }
    self.files = files
  }

  func publish(_ videos: [VerifyFindings]) async throws {
    for (sink, format) in files {
      let text =
        switch format {
        case .json: try JSONDocument.pretty(Document(videos: videos))
        case .html: VerifyPage(videos: videos).html
        }
      try await sink.write(Array(text.utf8), at: 0)
    }
    for (sink, _) in files { try await sink.publish() }
  }
}
