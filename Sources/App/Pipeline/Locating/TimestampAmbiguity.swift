import Geometry

/// Where two frames stand closer to each other than an answer's milliseconds, and a cut lies between them or may:
/// nothing says of which of them a sample is, so what covers one of them covers both.
struct TimestampAmbiguity: Sendable {
  private var cuts: [SceneCut] = []
  private var newest: MediaTime?

  /// Notes a cut.
  mutating func add(_ cut: SceneCut) { cuts.append(cut) }

  /// The instants whose covers a frame is to have, rising; to be asked once for each frame, in their order.
  ///
  /// - Parameter next: the instant of the frame after it.
  mutating func instants(of frame: MediaTime, before next: MediaTime?) -> [MediaTime] {
    defer { newest = frame }
    cuts.removeAll { frame - $0.place > Self.width }
    let before = newest.map { frame - $0 <= Self.width } ?? false
    let after = next.map { $0 - frame <= Self.width } ?? false
    guard before || after, let cut = cuts.first, cut.place - frame <= Self.width else { return [frame] }
    let isNew = frame >= cut.place
    return isNew ? [cut.place - MediaTime(nanoseconds: 1), frame] : [frame, cut.place]
  }

  /// A rounding error on both sides.
  private static let width = SceneCut.rounding + SceneCut.rounding
}
