import Core
import Geometry
import Media

/// A frame and the instant that it is known by, which no other frame has.
struct TimedFrame: Sendable {
  let frame: Frame
  let instant: MediaTime
  /// Whether it is known to be the first of a new scene, since the container's times start again with it.
  let startsAnew: Bool

  init(_ frame: Frame, at instant: MediaTime, startsAnew: Bool) {
    self.frame = frame
    self.instant = instant
    self.startsAnew = startsAnew
  }
}

/// Gives every frame an instant of its own, later than that of the frame before, whatever its time is.
///
/// Frames are told apart by their instants alone: the sampling grid, cuts, tracks and covers would take two frames
/// of one time for one, and a frame whose time goes back for one that has passed. Where a time does not grow, the
/// instant is the next nanosecond.
struct InstantClock: Sendable {
  private var newest: MediaTime?

  /// The instant of the next frame, which is shown at some time.
  mutating func instant(of time: MediaTime) -> MediaTime {
    let instant = newest.map { max(time, $0 + MediaTime(nanoseconds: 1)) } ?? time
    newest = instant
    return instant
  }

  /// The next frame with its instant.
  mutating func timed(_ frame: Frame) -> TimedFrame {
    TimedFrame(frame, at: instant(of: frame.time), startsAnew: frame.startsAnew)
  }
}
