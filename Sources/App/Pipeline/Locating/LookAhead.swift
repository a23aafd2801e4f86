import Core
import Geometry
import Media

/// How many frames are read ahead before a frame is redacted and written. Scene cuts must be known up to the
/// sample after a frame: otherwise its box would be interpolated towards a face of the next scene.
struct LookAhead: Sendable {
  /// The longest time that a frame waits, in media time.
  let span: MediaTime
  /// The largest number of waiting frames.
  let frames: Int

  /// The look-ahead for frames of a format, limited to `bytes`. It spans more than one sampling interval of a
  /// response, which has about two samples a second, or two intervals of the embedded detector.
  init(format: FrameFormat, bytes: Int, decidesWithinWindow: Bool) {
    span = decidesWithinWindow ? Self.detectorSpan : Self.responseSpan
    frames = max(CutDetector.delay, bytes / max(1, format.bytesPerFrame))
  }

  /// Whether it holds more frames than cut detection needs.
  var isWide: Bool { frames > 2 * CutDetector.delay }

  private static let detectorSpan = MediaTime(nanoseconds: 550_000_000)
  private static let responseSpan = MediaTime(nanoseconds: 700_000_000)
}
