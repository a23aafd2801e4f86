import Core
import FoundationEssentials
import Media
import Reporting

/// The reports of a run over several files (`--reports DIR`): two for each file, and one on the whole job, `index.html` and
/// `index.json`, which are claimed before the run and published at its end.
struct BatchReports {
  static let option = CommandOption<String?>(
    "--reports", "DIR",
    "with a folder as OUTPUT: write a report on each file into DIR, and one on the whole job, index.html and index.json"
  )

  private let folder: BatchFolder
  private let files: ReportFiles

  /// The folder of the reports; nil if none are requested.
  ///
  /// - Throws: `UsageError` if it is none on this machine.
  static func folder(_ arguments: ParsedArguments) throws(UsageError) -> BatchFolder? {
    guard let given = arguments[option] else { return nil }
    let folder = try BatchFolder(given)
    guard folder.isLocal else { throw UsageError("--reports takes a folder on this machine") }
    return folder
  }

  /// The reports on the file whose output has a name: the page, then the JSON document.
  static func places(_ name: String, in folder: BatchFolder) -> [Address] {
    ReportFiles.Format.allCases.reversed().map { folder.place("\(name).\($0.rawValue)") }
  }

  /// Claims the report on the job.
  ///
  /// - Parameter replacing: whether that of an earlier run is replaced.
  init(in folder: BatchFolder, replacing: Bool) async throws {
    self.folder = folder
    try folder.make()
    files = try await ReportFiles(
      Self.places("index", in: folder), replacing: replacing, input: .standard)
  }

  var sinks: [any ResultSink] { files.sinks }

  /// The entry of a file that is redacted, with the figures of its report.
  func entry(of item: BatchPlan.Item, _ outcome: JobReport.Outcome) async throws -> JobReport.Entry {
    var entry = JobReport.Entry(input: item.displayInput, output: "\(item.output)", outcome: outcome)
    if outcome == .skipped, let local = item.output.localPath,
      let reviewed = await ReviewedOutput.figures(of: local, from: item.input)
    {
      entry.figures = reviewed
      return entry
    }
    let places = Self.places(item.name, in: folder).compactMap(\.localPath)
    // An earlier run may have written none, or one on another output.
    guard let json = places.last, let figures = try? WrittenFigures.read(json) else { return entry }
    if outcome == .skipped, let local = item.output.localPath {
      let digest = try await FileDigest().digest(of: local)
      guard digest?.sha256 == figures.output.sha256 else { return entry }
    }
    entry.figures = figures
    entry.report = "\(item.name).\(ReportFiles.Format.html.rawValue)"
    return entry
  }

  /// Writes and publishes the report on the job.
  func publish(_ entries: [JobReport.Entry], settings: [Setting]) async throws {
    let report = JobReport(
      created: Date.now.formatted(.iso8601), versions: Commands.versions, settings: settings,
      entries: entries)
    try await files.write(json: try JSONDocument.pretty(report), html: report.html)
    try await files.publish()
  }
}
