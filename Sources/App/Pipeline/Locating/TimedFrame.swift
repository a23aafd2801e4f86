import Core
import Geometry
import Media

/// A frame with a timestamp that no other frame of the run has.
struct TimedFrame: Sendable {
  let frame: Frame
  let timestamp: MediaTime
  /// Whether the container timestamps restart with this frame, so that it is the first of a new scene.
  let isDiscontinuity: Bool

  init(_ frame: Frame, at timestamp: MediaTime, isDiscontinuity: Bool) {
    self.frame = frame
    self.timestamp = timestamp
    self.isDiscontinuity = isDiscontinuity
  }
}

/// Assigns strictly increasing timestamps to frames, whatever their PTS are.
///
/// Frames are identified by these timestamps alone: the sampling grid, scene cuts, tracks and redaction boxes
/// would take two frames with equal PTS for one, and a frame whose PTS goes back for a past one. If the PTS
/// does not increase, the timestamp is one nanosecond after the previous one.
struct TimestampNormalizer: Sendable {
  private var newest: MediaTime?

  /// The timestamp of the next frame with the PTS `time`.
  mutating func timestamp(of time: MediaTime) -> MediaTime {
    let timestamp = newest.map { max(time, $0 + MediaTime(nanoseconds: 1)) } ?? time
    newest = timestamp
    return timestamp
  }

  /// The next frame with its timestamp.
  mutating func timed(_ frame: Frame) -> TimedFrame {
    TimedFrame(frame, at: timestamp(of: frame.time), isDiscontinuity: frame.isDiscontinuity)
  }
}
