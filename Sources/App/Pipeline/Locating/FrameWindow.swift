import Core
import Geometry
import Media

/// The look-ahead queue: frames that wait until the following samples and scene cuts are known.
struct FrameWindow: Sendable {
  private var frames: [TimedFrame] = []
  private let lookAhead: LookAhead

  init(_ lookAhead: LookAhead) {
    self.lookAhead = lookAhead
  }

  /// The timestamp of the oldest frame.
  var next: MediaTime? { frames.first?.timestamp }

  /// The timestamp of the newest frame.
  var newest: MediaTime? { frames.last?.timestamp }

  mutating func add(_ frame: TimedFrame) { frames.append(frame) }

  /// Removes the oldest frame once the look-ahead is full. `horizon` is the timestamp of the newest frame
  /// whose sample should be ready: the detector may still be busy with the last ``LookAhead/underWay`` frames, which
  /// are not waited for.
  mutating func takeReady() -> (frame: TimedFrame, horizon: MediaTime)? {
    guard let first = frames.first, let last = frames.last else { return nil }
    let horizon = frames[max(0, frames.count - 1 - LookAhead.underWay)].timestamp
    let known = lookAhead.waitsForDetector ? horizon : last.timestamp
    guard frames.count > lookAhead.frames || known - first.timestamp > lookAhead.span else { return nil }
    return (frames.removeFirst(), horizon)
  }

  /// Removes the oldest frame at the end of the video.
  mutating func takeLast() -> TimedFrame? { frames.isEmpty ? nil : frames.removeFirst() }
}

/// How many frames are read ahead before a frame is redacted and written. Scene cuts must be known up to the
/// sample after a frame: otherwise its box would be interpolated towards a face of the next scene.
struct LookAhead: Sendable {
  /// The longest time that a frame waits, in media time: until the newest frame is so much later or, for the detector,
  /// the newest whose sample should be ready.
  let span: MediaTime
  /// The largest number of waiting frames.
  let frames: Int
  /// Whether the samples come from the detector, which processes the waiting frames.
  let waitsForDetector: Bool

  /// About the number of frames that are decoded and encoded while the detector processes one.
  static let underWay = 4

  /// The look-ahead for frames of a format, limited to `bytes`. It spans more than one sampling interval of a
  /// response, which has about two samples a second, or two intervals of the embedded detector.
  init(format: FrameFormat, bytes: Int, decidesWithinWindow: Bool) {
    waitsForDetector = decidesWithinWindow
    span = decidesWithinWindow ? Self.detectorSpan : Self.responseSpan
    frames = max(CutDetector.delay, bytes / max(1, format.bytesPerFrame))
  }

  /// Whether it holds a span of time at a frame rate.
  func holds(_ span: MediaTime, at rate: (numerator: Int, denominator: Int)) -> Bool {
    let needed = span.seconds * Double(rate.numerator) / Double(max(1, rate.denominator))
    return span <= self.span && Double(frames - Self.underWay) >= needed
  }

  /// Whether it holds more frames than cut detection needs.
  var isWide: Bool { frames > 2 * CutDetector.delay }

  /// The longest time that any frame waits.
  static let longestSpan = responseSpan

  private static let detectorSpan = MediaTime(nanoseconds: 420_000_000)
  private static let responseSpan = MediaTime(nanoseconds: 700_000_000)
}
