import Core
import Geometry
import Media

/// A frame with a timestamp that no other frame of the run has.
struct TimedFrame: Sendable {
  let frame: Frame
  let timestamp: MediaTime
  /// Whether the container timestamps restart with this frame, so that it is the first of a new scene.
  let isDiscontinuity: Bool
  /// What its pixels say about scenes, where an analysis of the video knows that already; nil where they must be looked at.
  var known: SceneChange?

  /// Whether what its pixels say is known or can be seen.
  var isVisible: Bool { known != nil || frame.isDecoded }

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
