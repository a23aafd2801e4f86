/// What is done where a face may be without a cover.
public enum WeakPolicy: String, Sendable, CaseIterable {
  /// The last cover of a face that was lost in the middle of the picture stays on for a while.
  case linger
  /// Meanwhile the whole picture is hidden.
  case hideFrame = "hide-frame"
  /// There is no result when anything is weak.
  case fail
  /// Weak spots are told, and that is all.
  case accept
}
