/// What is done where nothing to hide was found: a video without faces, or one whose faces were all missed.
public enum NonePolicy: String, Sendable, CaseIterable {
  /// It was expected.
  case accept
  /// The run succeeds, and says so in a note.
  case warn
  /// There is no result.
  case fail

  /// Gives a whole summary its verdict, and does what is to be done where nothing was found.
  public func judge(_ summary: inout BlurSummary) throws(NothingFoundError) {
    summary.verdict = Verdict(summary)
    guard summary.verdict == .nothingFound else { return }
    switch self {
    case .accept: break
    case .warn: summary.notes.append("no face was found: nothing was hidden; look at the video yourself")
    case .fail: throw NothingFoundError()
    }
  }
}

/// A run that was to fail where nothing to hide is found.
public struct NothingFoundError: Error, CustomStringConvertible {
  /// What to do.
  public let description =
    "no face was found, and --on-none fail was given: no result was published; look at the video yourself, and "
    + "pass --on-none accept if nobody is in it"
}
