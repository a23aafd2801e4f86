/// How a run that finds no face ends (`--on-none`): the video has no faces, or all of them were missed.
public enum NonePolicy: String, Sendable, CaseIterable {
  /// The run succeeds.
  case accept
  /// The run succeeds with a note.
  case warn
  /// The run fails and publishes no output.
  case fail

  /// Sets the verdict of a complete summary and applies the policy.
  public func judge(_ summary: inout BlurSummary) throws(NothingFoundError) {
    summary.verdict = Verdict(summary)
    guard summary.verdict == .nothingFound else { return }
    switch self {
    case .accept: break
    case .warn: summary.notes.append("no face was found, nothing was redacted: review the video yourself")
    case .fail: throw NothingFoundError()
    }
  }
}

/// Thrown by a run with `--on-none fail` that finds no face.
public struct NothingFoundError: Error, CustomStringConvertible {
  public let description =
    "no face was found, and --on-none fail was given: no output was published; review the video yourself, and "
    + "pass --on-none accept if nobody is in it"
}
