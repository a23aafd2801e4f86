import Geometry
import Tracking

/// Finds the tracks that begin and end between two frames, and the kind of each boundary.
struct TrackBoundaryDetector: Sendable {
  private var previous: [RedactionBox] = []
  private var isFirst = true

  /// The changes of one frame. An ended track is given with its last box.
  struct Change: Sendable {
    var began: [(redactionBox: RedactionBox, edge: TrackBoundary)] = []
    var ended: [(redactionBox: RedactionBox, edge: TrackBoundary)] = []
  }

  mutating func process(_ frame: CoveredFrame) -> Change {
    defer {
      previous = frame.redactionBoxes
      isFirst = false
    }
    let edge = isFirst ? TrackBoundary.video : frame.cuts.isEmpty ? nil : .cut
    let old = Set(previous.map(\.track))
    let new = Set(frame.redactionBoxes.map(\.track))
    return Change(
      began: frame.redactionBoxes.filter { !old.contains($0.track) }.map {
        ($0, edge ?? Self.edge(at: $0.box))
      },
      ended: previous.filter { !new.contains($0.track) }.map { ($0, edge ?? Self.edge(at: $0.box)) })
  }

  /// The boxes of the last frame: tracks that end with the video.
  func finish() -> [RedactionBox] { previous }

  private static func edge(at box: Box) -> TrackBoundary {
    let isAwayFromBorder = box.left > 0 && box.top > 0 && box.right < 1 && box.bottom < 1
    return isAwayFromBorder ? .sudden : .border
  }
}
