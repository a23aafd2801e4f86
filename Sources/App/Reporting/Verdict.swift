/// What a run came to, at a glance. Only the last one is good news.
public enum Verdict: String, Sendable, Encodable {
  /// Nothing to hide was found.
  case nothingFound
  /// All that was found was left visible by choice.
  case nothingHidden
  /// There are places to look at.
  case weak
  /// Nothing stands out.
  case clear

  init(_ summary: BlurSummary) {
    let found = summary.detections > summary.detectionsDropped || summary.tracks > 0
    if !found, summary.added == 0 {
      self = .nothingFound
    } else if summary.framesWithFaces == 0, summary.leftVisible > 0 {
      self = .nothingHidden
    } else {
      self = summary.weakSpots > 0 ? .weak : .clear
    }
  }
}
