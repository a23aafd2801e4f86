import CBuild

/// The sources that the program was built from. No time of the build is known, so that the same sources give the same
/// program.
enum Build {
  /// The abbreviated commit, with `-dirty` if files differed from it; nil if `scripts/build` did not build the program.
  static let commit = text(fv_commit)
  /// The date of the commit, `2026-01-31`.
  static let date = text(fv_commit_date)

  /// `frameveil 0.1.0 (commit 2d28862b7a2e, 2026-01-31)`
  static var text: String {
    let known = [commit.map { "commit \($0)" }, date].compactMap(\.self)
    return "frameveil \(Commands.version)" + (known.isEmpty ? "" : " (\(known.joined(separator: ", ")))")
  }

  private static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    pointer.map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
