import Core
import FoundationEssentials
import Media
import Reporting

/// The figures of a JSON report that a run wrote.
struct WrittenFigures: Decodable {
  private struct File: Decodable {
    var name: String
    var bytes: UInt64?
    var sha256: String?

    var value: CoverageReport.File { CoverageReport.File(name: name, bytes: bytes, sha256: sha256) }
  }
  private struct Summary: Decodable {
    var verdict: String
    var frames, tracks, doubtfulTracks, weakSpots: Int
    var videoSeconds: Double
  }
  private struct Review: Decodable {
    var required: Bool
    var signature: JobReport.Review.Signature?
  }
  private var input, output: File
  private var summary: Summary
  private var review: Review?

  static func read(_ path: String) throws -> JobReport.Figures {
    let bytes = try FileReader(argument: path).bytes(upTo: largest)
    let report = try JSONDecoder().decode(WrittenFigures.self, from: Data(bytes))
    var figures = JobReport.Figures(
      input: report.input.value, output: report.output.value, verdict: report.summary.verdict,
      frames: report.summary.frames, videoSeconds: report.summary.videoSeconds,
      people: report.summary.tracks - report.summary.doubtfulTracks, weakSpots: report.summary.weakSpots)
    figures.review = report.review.map {
      JobReport.Review(isRequired: $0.required, signature: $0.signature)
    }
    return figures
  }

  /// A report contains at most 200 thumbnails.
  private static let largest = 64 << 20
}
