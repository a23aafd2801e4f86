import Core
import Geometry
import Media

/// The look-ahead queue: frames that wait until the following samples and scene cuts are known.
struct FrameWindow: Sendable {
  private var frames: [TimedFrame] = []
  private let lookAhead: LookAhead

  /// About the number of frames that are decoded and encoded while the detector processes one.
  private static let underWay = 4

  init(_ lookAhead: LookAhead) {
    self.lookAhead = lookAhead
  }

  /// The timestamp of the oldest frame.
  var next: MediaTime? { frames.first?.timestamp }

  /// The timestamp of the newest frame.
  var newest: MediaTime? { frames.last?.timestamp }

  mutating func add(_ frame: TimedFrame) { frames.append(frame) }

  /// Removes the oldest frame once the look-ahead is full. `horizon` is the timestamp of the newest frame
  /// whose sample should be ready: the detector may still be busy with the last ``underWay`` frames, which
  /// are not waited for.
  mutating func takeReady() -> (frame: TimedFrame, horizon: MediaTime)? {
    guard let first = frames.first, let last = frames.last else { return nil }
    guard frames.count > lookAhead.frames || last.timestamp - first.timestamp > lookAhead.span else {
      return nil
    }
    let horizon = frames[max(0, frames.count - 1 - Self.underWay)].timestamp
    return (frames.removeFirst(), horizon)
  }

  /// Removes the oldest frame at the end of the video.
  mutating func takeLast() -> TimedFrame? { frames.isEmpty ? nil : frames.removeFirst() }
}
