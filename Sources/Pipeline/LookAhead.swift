import Geometry
import Media

/// How far frames are looked at before they are hidden and written: scene cuts must be known up to the sample after
/// a frame, or its cover would be drawn towards a face of the next scene.
struct LookAhead: Sendable {
  /// How long a frame waits at most, in media time.
  let span: MediaTime
  /// How many frames wait at most.
  let frames: Int

  /// The look-ahead for frames of a format: two samples of a detector that looks three times a second, and not
  /// more than `bytes` of frames.
  init(format: FrameFormat, bytes: Int) {
    span = Self.longest
    frames = max(CutTest.delay, bytes / max(1, format.bytesPerFrame))
  }

  /// Whether it holds more than scene cuts need.
  var isWide: Bool { frames > 2 * CutTest.delay }

  private static let longest = MediaTime(nanoseconds: 700_000_000)
}
