import Geometry

/// Handles frames that are closer to each other, across a scene cut, than the milliseconds of a response can
/// resolve. It is unknown to which of the frames a sample belongs, so each gets the boxes of both.
struct TimestampAmbiguity: Sendable {
  private var cuts: [SceneCut] = []
  private var newest: MediaTime?

  mutating func add(_ cut: SceneCut) { cuts.append(cut) }

  /// The timestamps whose redaction boxes apply to a frame, in ascending order. Must be called once for each
  /// frame, in order.
  ///
  /// - Parameter next: the timestamp of the following frame.
  mutating func instants(of frame: MediaTime, before next: MediaTime?) -> [MediaTime] {
    defer { newest = frame }
    cuts.removeAll { frame - $0.boundary > Self.width }
    let before = newest.map { frame - $0 <= Self.width } ?? false
    let after = next.map { $0 - frame <= Self.width } ?? false
    guard before || after, let cut = cuts.first, cut.boundary - frame <= Self.width else { return [frame] }
    let isNew = frame >= cut.boundary
    return isNew ? [cut.boundary - MediaTime(nanoseconds: 1), frame] : [frame, cut.boundary]
  }

  /// The rounding errors of two timestamps.
  private static let width = SceneCut.rounding + SceneCut.rounding
}
