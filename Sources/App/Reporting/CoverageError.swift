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
