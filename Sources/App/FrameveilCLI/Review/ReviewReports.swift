import Core
import Edits
import FoundationEssentials
import Media
import Reporting

/// The reports on the result of a review, as `blur` wrote them: what a person looked at and signed is written into them.
struct ReviewReports {
  let json: String
  let html: String

  init(on output: String) {
    let stem = ReviewFiles.stem(output)
    (json, html) = ("\(stem).report.json", "\(stem).report.html")
  }

  var addresses: [Address] { [.file(json), .file(html)] }

  /// Writes another record into both reports, in one atomic step each.
  ///
  /// - Parameter result: what the output must be.
  /// - Throws: `UserError` if the reports or the output are others than those of the render.
  func write(_ review: ReviewRecord, on output: String, _ result: Edits.FileRecord) async throws {
    let digest = try await FileDigest().digest(of: output)
    try WrittenReport.read(json).check(belongsTo: output, report: json, digest)
    guard digest?.sha256 == result.sha256 else { throw changed(output) }
    let (document, page) = (try document(with: review), try page(with: review, on: result))
    let files = try await ReportFiles(addresses, replacing: true, input: .standard)
    try await abandoningOnFailure(files.sinks) {
      try await files.write(json: document, html: page)
      try await files.publish()
    }
  }

  private func document(with review: ReviewRecord) throws -> String {
    guard case .object(var members) = try JSONDecoder().decode(JSONTree.self, from: try bytes(of: json))
    else {
      throw changed(json)
    }
    members["review"] = try JSONDecoder().decode(JSONTree.self, from: Data(JSONDocument.line(review).utf8))
    return try JSONDocument.pretty(JSONTree.object(members))
  }

  private func page(with review: ReviewRecord, on result: Edits.FileRecord) throws -> String {
    let text = String(decoding: try bytes(of: html), as: UTF8.self)
    guard text.contains(result.sha256), let page = review.replacing(in: text) else { throw changed(html) }
    return page
  }

  private func bytes(of path: String) throws -> Data {
    Data(try FileReader(argument: path).bytes(upTo: Self.largest))
  }

  private func changed(_ path: String) -> UserError {
    UserError(
      .invalidInput, path, "is not what the render wrote", remedy: "render the result again, then sign")
  }

  /// A report contains at most 200 thumbnails.
  private static let largest = 64 << 20
}
