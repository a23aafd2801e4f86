/// What `doctor` found of one part.
struct DoctorCheck: Encodable, Equatable {
  enum Status: String, Encodable {
    case ok
    /// Runs work; something less common does not, or is slower.
    case warning
    /// `frameveil blur` of a common video fails.
    case missing
    /// It is not looked at unless that is asked for.
    case skipped
  }

  /// What the part is for: `decoders`.
  var part: String
  var status: Status
  /// What there is, and what does not work.
  var detail: String
  /// What to do; a command where there is one.
  var remedy: String?

  static func ok(_ part: String, _ detail: String) -> DoctorCheck {
    DoctorCheck(part: part, status: .ok, detail: detail)
  }

  /// `missing  face model       /usr/share/…`, with the remedy in a line of its own.
  func text(width: Int) -> String {
    let name = part + String(repeating: " ", count: max(0, width - part.count))
    let mark = status.rawValue + String(repeating: " ", count: 9 - status.rawValue.count)
    let indent = String(repeating: " ", count: 9 + width + 2)
    return "\(mark)\(name)  \(detail)\n" + (remedy.map { "\(indent)\($0)\n" } ?? "")
  }
}

/// The document of `doctor --json`.
struct DoctorReport: Encodable {
  /// `frameveil 0.1.0 (commit 2d28862b7a2e, 2026-01-31)`
  var program: String
  /// Whether no check has the status `missing`.
  var isReady: Bool
  var checks: [DoctorCheck]

  init(_ checks: [DoctorCheck]) {
    program = Build.text
    isReady = checks.allSatisfy { $0.status != .missing }
    self.checks = checks
  }

  var text: String {
    let width = checks.map(\.part.count).max() ?? 0
    return "\(program)\n" + checks.map { $0.text(width: width) }.joined()
  }
}

/// Parts that every run needs are missing; the report names them.
struct NotReadyError: Error, CustomStringConvertible {
  let description: String

  init(_ report: DoctorReport) {
    let parts = report.checks.filter { $0.status == .missing }.map(\.part)
    description = "not ready: \(parts.joined(separator: ", "))"
  }
}
