import Geometry

/// The way of a smoothed face from one sample to the next.
final class Passage: Sendable {
  /// The index of the knot it starts at; it ends at the next.
  let knot: Int
  let start: MediaTime
  let end: MediaTime
  let interpolation: Interpolation
  /// Whether two samples or more were missed on the way.
  let isHole: Bool
  /// Whether both sides of a hole agree on where the face was meanwhile: it is found again where it was lost, or the
  /// motion on both sides leaves little doubt about the middle.
  let isBridged: Bool
  /// The marks that the observations on both sides share.
  let marks: UInt32

  init(_ knots: ArraySlice<Knot>, from knot: Int) {
    self.knot = knot
    (start, end) = (knots[knot].time, knots[knot + 1].time)
    interpolation = Interpolation(knots[knot], knots[knot + 1])
    isHole = knots[knot].isHole(until: knots[knot + 1])
    marks = knots[knot].marks(sharedWith: knots[knot + 1])
    isBridged = !isHole || interpolation.doubt < Self.doubt || knots[knot].isReturn(knots[knot + 1])
  }

  /// Whether an instant lies on the way.
  func contains(_ time: MediaTime) -> Bool { start < time && time < end }

  /// The standard deviation of the centre, in face sizes, up to which the middle is drawn.
  private static let doubt = 0.7
}

extension Knot {
  /// Whether two samples or more were missed before the next knot.
  func isHole(until next: Knot) -> Bool { (next.time - time).seconds > Self.holeIntervals * interval.seconds }

  /// The marks that its observation shares with the next knot's; none across a hole.
  func marks(sharedWith next: Knot) -> UInt32 {
    isHole(until: next) ? 0 : observation.marks & next.observation.marks
  }

  /// Whether the face is found again where it was lost.
  fileprivate func isReturn(_ next: Knot) -> Bool {
    let (before, after) = (smoothed.box(from: .zero), next.smoothed.box(from: .zero))
    let size = before.union(after)
    let (width, height) = (max(before.width, after.width), max(before.height, after.height))
    let ratio = max(before.height / after.height, after.height / before.height)
    return size.width < 2 * width && size.height < 2 * height && ratio < 1.6
  }

  /// Spans of more sampling intervals are holes.
  private static let holeIntervals = 2.5
}
