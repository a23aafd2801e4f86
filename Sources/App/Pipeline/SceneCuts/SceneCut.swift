import Geometry

/// A scene cut, which lies between two frames.
struct SceneCut: Equatable, Sendable {
  /// When the new scene begins, as people are told.
  let time: MediaTime
  /// An instant that parts the two scenes: samples and frames from it on are of the new one.
  let place: MediaTime

  /// A cut between two frames that follow each other, given by their instants. An answer rounds its samples' times, so
  /// it lies half way: a sample is on the side of the frame that it is nearer to.
  init(before first: MediaTime, after last: MediaTime) {
    time = first
    place = first - MediaTime(nanoseconds: (first - last).nanoseconds / 2)
  }

  /// A cut that an answer tells: it never lies after the scene's first frame (``Detections/SceneCuts``).
  init(provided time: MediaTime) { (self.time, place) = (time, time) }

  /// How far an answer's times may lie from their frames'.
  static let rounding = MediaTime(nanoseconds: 1_000_000)
}
