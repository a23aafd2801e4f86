import FoundationEssentials
import Glibc
import Media
import Reporting

/// The reports of a run: their places are claimed before it, and they appear after its result.
struct ReportFiles {
  /// What a report is for.
  enum Format: String, CaseIterable {
    case json, html
  }

  private let files: [(file: OutputFile, format: Format)]

  /// The format that a path's ending tells.
  static func format(of path: String) throws(UsageError) -> Format {
    let ending = path.split(separator: "/").last?.split(separator: ".").last.map { $0.lowercased() }
    guard let format = ending.flatMap(Format.init(rawValue:)) else {
      throw UsageError("blur", "--report takes a file that ends in .json or .html, not '\(path)'")
    }
    return format
  }

  /// Claims the places. Refuses those that exist unless `replacing`, and the files of the run itself always.
  init(_ paths: [String], replacing: Bool, input: MediaInput, others: [String]) throws {
    var taken = Set(others.map(Self.place))
    files = try paths.map { path in
      guard taken.insert(Self.place(path)).inserted else {
        throw UsageError("blur", "--report \(path) names a file that the run itself reads or writes")
      }
      return (try OutputFile(path: path, replacing: replacing, input: input), try Self.format(of: path))
    }
  }

  /// Whether there are none.
  var isEmpty: Bool { files.isEmpty }

  /// Writes the report into all of them, still without names.
  func write(_ report: CoverageReport) throws {
    for (file, format) in files {
      let bytes: [UInt8]
      switch format {
      case .json:
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        bytes = Array(try encoder.encode(report)) + [UInt8(ascii: "\n")]
      case .html: bytes = Array(report.html.utf8)
      }
      try bytes.withUnsafeBytes { try file.write($0, at: 0) }
    }
  }

  /// Gives them their names.
  func publish() throws {
    for (file, _) in files { try file.publish() }
  }

  /// A path without links and detours, as far as it exists.
  private static func place(_ path: String) -> String {
    let resolved = { (path: String) -> String? in
      guard let pointer = realpath(path, nil) else { return nil }
      defer { free(pointer) }
      return String(cString: pointer)
    }
    if let whole = resolved(path) { return whole }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.dropLast().joined(separator: "/")
    let shown = folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder
    return (resolved(shown) ?? shown) + "/" + (parts.last ?? "")
  }
}
