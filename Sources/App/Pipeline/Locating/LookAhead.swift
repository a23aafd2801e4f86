import Core
import Geometry
import Media

/// How far frames are looked at before they are hidden and written: scene cuts must be known up to the sample after
/// a frame, or its cover would be drawn towards a face of the next scene.
struct LookAhead: Sendable {
  /// How long a frame waits at most, in media time.
  let span: MediaTime
  /// How many frames wait at most.
  let frames: Int

  /// The look-ahead for frames of a format, of not more than `bytes`: beyond the next sample of an answer, which
  /// may have two a second, or two samples of the embedded detector, which looks more often.
  init(format: FrameFormat, bytes: Int, decidesWithinWindow: Bool) {
    span = decidesWithinWindow ? Self.live : Self.longest
    frames = max(CutDetector.delay, bytes / max(1, format.bytesPerFrame))
  }

  /// Whether it holds more than scene cuts need.
  var isWide: Bool { frames > 2 * CutDetector.delay }

  private static let live = MediaTime(nanoseconds: 550_000_000)
  private static let longest = MediaTime(nanoseconds: 700_000_000)
}
