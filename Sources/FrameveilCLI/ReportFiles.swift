import FoundationEssentials
import Glibc
import Media
import Objects
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
    let ending = place.path.split(separator: "/").last?.split(separator: ".").last.map { $0.lowercased() }
    guard let format = ending.flatMap(Format.init(rawValue:)) else {
      throw UsageError("blur", "--report takes a file that ends in .json or .html, not '\(place)'")
    }
    return format
  }

  /// Claims the places. Refuses those that exist unless `replacing`, and the files of the run itself always.
  init(_ places: [Address], replacing: Bool, input: Address, others: [Address]) async throws {
    var taken = Set(others.map(Self.place))
    var files: [(sink: any ResultSink, format: Format)] = []
    for address in places {
      guard taken.insert(Self.place(address)).inserted else {
        throw UsageError("blur", "--report \(address) names a file that the run itself reads or writes")
      }
      let format = try Self.format(of: address)
      do {
        guard let sink = try await ResultPlace.claim(address, replacing: replacing, input: input) else {
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
      case .json:
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        bytes = Array(try encoder.encode(report)) + [UInt8(ascii: "\n")]
      case .html: bytes = Array(report.html.utf8)
      }
      try await sink.write(bytes, at: 0)
    }
  }

  /// Gives them their names.
  func publish() async throws {
    for (sink, _) in files { try await sink.publish() }
  }

  /// A path without links and detours, as far as it exists.
  private static func place(_ address: Address) -> String {
    if case .object(let object) = address { return "\(object.newest)" }
    guard case .file(let path) = address else { return "\(address)" }
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
