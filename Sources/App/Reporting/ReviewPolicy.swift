import Geometry

/// What is done where a face may be without a cover.
public enum ReviewPolicy: String, Sendable, CaseIterable {
  /// The last cover of a face that was lost in the middle of the picture stays on for a while.
  case linger
  /// Meanwhile the whole picture is hidden.
  case hideFrame = "hide-frame"
  /// There is no result when anything is weak.
  case fail
  /// Weak spots are told, and that is all.
  case accept

  /// What was done, as a reviewer reads it.
  var words: String {
    let seconds = Markup.number(HoldOver.limit.seconds, decimals: 0)
    return switch self {
    case .linger:
      "Where a face was lost in the middle of the picture, its last cover stayed on for up to \(seconds) s."
    case .hideFrame:
      "Where a face was lost in the middle of the picture, the whole picture was hidden for up to \(seconds) s; "
        + "after the last detection of all, to the end."
    case .fail: "Had anything been weak, there would be no result."
    case .accept: "Where a face was lost, nothing was hidden on."
    }
  }
}
