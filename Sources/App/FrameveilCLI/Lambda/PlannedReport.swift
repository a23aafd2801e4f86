import AWS
import FoundationEssentials
import Media
import Pipeline
import Reporting
import S3
import Workflow

/// The report that was written with a plan, before its output was known.
struct PlannedReport {
  private var document: JSONTree

  /// The size up to which a report is read; thumbnails take most of it.
  private static let largest = 64 << 20

  init(at object: ObjectReference) async throws {
    guard let bytes = try await S3Client(Remote.aws()).read(object, upTo: Self.largest) else {
      throw WorkflowError(
        .invalidInput, "\(object) does not exist: the plan was removed, or was not completed")
    }
    document = try JSONDecoder().decode(JSONTree.self, from: Data(bytes))
  }

  /// Adds what the join knows, and writes the report.
  func complete(_ result: MediaWriter.Result, writingTo place: ObjectReference) async throws -> BlurResult {
    var document = document
    var summary = document["summary"]
    let notes = summary["notes"].elements + result.notes.map(JSONTree.text)
    summary["notes"] = .list(notes)
    summary["bytes"] = .whole(Int(clamping: result.bytes))
    summary["compared"] = try JSONTree(of: ComparedResult(result.compared))
    let now = Date.now
    if let planned = document["created"].text.flatMap({ try? Date($0, strategy: .iso8601) }) {
      let seconds = (summary["seconds"].number ?? 0) + max(0, now.timeIntervalSince(planned))
      summary["seconds"] = .number(seconds)
      summary["fps"] = .number(seconds > 0 ? Double(result.compared.frames) / seconds : 0)
    }
    document["summary"] = summary
    document["created"] = .text(now.formatted(.iso8601))
    try await S3Client(Remote.aws()).write(
      Array(try JSONDocument.pretty(document).utf8), to: place, contentType: "application/json")
    func count(_ name: String) -> Int { summary[name].whole ?? 0 }
    return BlurResult(
      bytes: Int(clamping: result.bytes), frames: result.compared.frames,
      framesWithFaces: count("framesWithFaces"), faces: count("faces"), tracks: count("tracks"),
      weakSpots: count("weakSpots"), peakRSS: ResourceUsage.ofThisProcess().peakRSS,
      notes: notes.compactMap(\.text))
  }
}

extension JSONTree {
  fileprivate init(of value: some Encodable) throws {
    self = try JSONDecoder().decode(JSONTree.self, from: try JSONEncoder().encode(value))
  }
}
