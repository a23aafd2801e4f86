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
