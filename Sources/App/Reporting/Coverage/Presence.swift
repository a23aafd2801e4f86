import Geometry
import Tracking

/// Notices which tracks begin and end from one frame to the next, and where.
struct Presence: Sendable {
  private var before: [RedactionBox] = []
  private var isFirst = true

  /// What changed with a frame. An ended track comes with its last cover.
  struct Change: Sendable {
    var began: [(redactionBox: RedactionBox, edge: Edge)] = []
    var ended: [(redactionBox: RedactionBox, edge: Edge)] = []
  }

  /// Takes the next frame.
  mutating func admit(_ frame: CoveredFrame) -> Change {
    defer {
      before = frame.redactionBoxes
      isFirst = false
    }
    let edge = isFirst ? Edge.video : frame.cuts.isEmpty ? nil : .cut
    let old = Set(before.map(\.track))
    let new = Set(frame.redactionBoxes.map(\.track))
    return Change(
      began: frame.redactionBoxes.filter { !old.contains($0.track) }.map {
        ($0, edge ?? Self.edge(at: $0.box))
      },
      ended: before.filter { !new.contains($0.track) }.map { ($0, edge ?? Self.edge(at: $0.box)) })
  }

  /// The tracks that are covered until the video's end.
  func finish() -> [RedactionBox] { before }

  private static func edge(at box: Box) -> Edge {
    let isInside = box.left > 0 && box.top > 0 && box.right < 1 && box.bottom < 1
    return isInside ? .sudden : .border
  }
}
