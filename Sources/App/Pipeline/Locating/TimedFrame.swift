import Core
import Geometry
import Media

/// A frame with a timestamp that no other frame of the run has.
struct TimedFrame: Sendable {
  let frame: Frame
  let instant: MediaTime
  /// Whether the container timestamps restart with this frame, so that it is the first of a new scene.
  let startsAnew: Bool

  init(_ frame: Frame, at instant: MediaTime, startsAnew: Bool) {
    self.frame = frame
    self.instant = instant
    self.startsAnew = startsAnew
  }
}

/// Assigns strictly increasing timestamps to frames, whatever their PTS are.
///
/// Frames are identified by these timestamps alone: the sampling grid, scene cuts, tracks and redaction boxes
/// would take two frames with equal PTS for one, and a frame whose PTS goes back for a past one. If the PTS
/// does not increase, the timestamp is one nanosecond after the previous one.
struct InstantClock: Sendable {
  private var newest: MediaTime?

  /// The timestamp of the next frame with the PTS `time`.
  mutating func instant(of time: MediaTime) -> MediaTime {
    let instant = newest.map { max(time, $0 + MediaTime(nanoseconds: 1)) } ?? time
    newest = instant
    return instant
  }

  /// The next frame with its timestamp.
  mutating func timed(_ frame: Frame) -> TimedFrame {
    TimedFrame(frame, at: instant(of: frame.time), startsAnew: frame.startsAnew)
  }
}
