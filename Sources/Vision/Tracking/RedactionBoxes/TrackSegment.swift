import Geometry

/// The way of a smoothed face from one sample to the next.
final class TrackSegment: Sendable {
  /// The index of the knot it starts at; it ends at the next.
  let point: Int
  let start: MediaTime
  let end: MediaTime
  let interpolation: Interpolation
  /// Whether two samples or more were missed on the way.
  let isHole: Bool
  /// Whether both sides of a hole agree on where the face was meanwhile: it is found again where it was lost, or the
  /// motion on both sides leaves little doubt about the middle.
  let isBridged: Bool
  /// The coordinates in the picture on both sides of a hole that is bridged only there: it stayed, whatever the others
  /// did that were taken for the camera.
  private let ends: (SIMD4<Double>, SIMD4<Double>)?
  /// The marks that the observations on both sides share.
  let marks: UInt32

  init(_ points: ArraySlice<TrackPoint>, from point: Int) {
    self.point = point
    (start, end) = (points[point].time, points[point + 1].time)
    interpolation = Interpolation(points[point], points[point + 1])
    isHole = points[point].isHole(until: points[point + 1])
    marks = points[point].marks(sharedWith: points[point + 1])
    let isKnown = !isHole || interpolation.doubt < Self.doubt || points[point].isReturn(points[point + 1])
    ends = isKnown ? nil : points[point].endsInPicture(points[point + 1])
    isBridged = isKnown || ends != nil
  }

  /// Where the face is in the picture at an instant of a hole that is bridged only there.
  func inPicture(at time: MediaTime) -> SIMD4<Double>? {
    guard let ends else { return nil }
    return ends.0 + (ends.1 - ends.0) * ((time - start).seconds / (end - start).seconds)
  }

  /// Whether an instant lies on the way.
  func contains(_ time: MediaTime) -> Bool { start < time && time < end }

  /// The standard deviation of the centre, in face sizes, up to which the middle is drawn.
  private static let doubt = 0.7
}

extension TrackPoint {
  /// Whether two samples or more were missed before the next knot.
  func isHole(until next: TrackPoint) -> Bool {
    (next.time - time).seconds > Self.holeIntervals * interval.seconds
  }

  /// The marks that its observation shares with the next knot's; none across a hole.
  func marks(sharedWith next: TrackPoint) -> UInt32 {
    isHole(until: next) ? 0 : observation.marks & next.observation.marks
  }

  /// Whether the face is found again where it was lost, apart from the camera's shift.
  fileprivate func isReturn(_ next: TrackPoint) -> Bool {
    smoothed.box(shiftedBy: .zero).isNear(next.smoothed.box(shiftedBy: .zero))
  }

  /// The coordinates in the picture here and at the next knot, where these are near each other.
  fileprivate func endsInPicture(_ next: TrackPoint) -> (SIMD4<Double>, SIMD4<Double>)? {
    let (before, after) = (inPicture, next.inPicture)
    let areNear = FaceState.box(before, shiftedBy: .zero).isNear(FaceState.box(after, shiftedBy: .zero))
    return areNear ? (before, after) : nil
  }

  /// Spans of more sampling intervals are holes.
  private static let holeIntervals = 2.5
}

extension Box {
  /// Whether another box is about as large and less than a width or height away.
  fileprivate func isNear(_ other: Box) -> Bool {
    let size = union(other)
    let ratio = max(height / other.height, other.height / height)
    return size.width < 2 * max(width, other.width) && size.height < 2 * max(height, other.height)
      && ratio < 1.6
  }
}
