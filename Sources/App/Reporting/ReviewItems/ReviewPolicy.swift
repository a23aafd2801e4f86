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

/// A run that was to fail where coverage is weak.
public struct CoverageError: Error, CustomStringConvertible {
  /// What to look at, in order of time; never none.
  public let weakSpots: [ReviewItem]

  /// Throws when anything is weak.
  public static func check(_ coverage: Coverage) throws(CoverageError) {
    guard coverage.weakSpots.isEmpty else { throw CoverageError(weakSpots: coverage.weakSpots) }
  }

  /// A line for the run, and one for each of the first weak spots.
  public var description: String {
    let places = weakSpots.count == 1 ? "1 place" : "\(weakSpots.count) places"
    var text = "coverage is weak in \(places), and --on-weak fail was given: no result was published; "
    text += "look at the places in the input, or choose another --on-weak"
    for spot in weakSpots.prefix(Self.mostLines) {
      text += "\n  \(spot.start) to \(spot.end): \(spot.advice)"
    }
    let rest = weakSpots.count - Self.mostLines
    return rest > 0 ? text + "\n  and \(rest) more" : text
  }

  private static let mostLines = 20
}
