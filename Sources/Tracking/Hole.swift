import Geometry

/// A span in which a track's face was missed more than once.
struct Hole {
  private let a: Knot
  private let b: Knot
  private let motion: Motion

  init(_ a: Knot, _ b: Knot, _ motion: Motion) {
    self.a = a
    self.b = b
    self.motion = motion
  }

  /// Whether both sides agree on where the face was meanwhile: it is found again where it was lost, or the
  /// motion on both sides leaves little doubt about the middle.
  var isBridged: Bool { isReturn || isPredictable }

  private var isReturn: Bool {
    let (before, after) = (a.smoothed.box, b.smoothed.box)
    let size = before.union(after)
    let (width, height) = (max(before.width, after.width), max(before.height, after.height))
    let ratio = max(before.height / after.height, after.height / before.height)
    return size.width < 2 * width && size.height < 2 * height && ratio < 1.6
  }

  private var isPredictable: Bool {
    let half = (b.time - a.time).seconds / 2
    let here = a.filtered.predicted(after: half, jerk: 0.5 * b.jerk, motion)
    let there = here.predicted(after: half, jerk: 0.5 * b.jerk, motion)
    let middle = here.smoothed(after: half, predicted: there, next: b.smoothed)
    let variance = middle.variance / middle.unit
    return max(variance.x, variance.y) < Self.doubt * Self.doubt
  }

  /// The standard deviation of the centre, in face sizes, up to which the middle is drawn.
  private static let doubt = 0.7
}
