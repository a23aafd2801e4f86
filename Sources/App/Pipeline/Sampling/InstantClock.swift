import Core
import Geometry
import Media

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
