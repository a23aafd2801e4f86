import Core
import Geometry
import Media

/// Frames that wait for what comes after them to be known.
struct FrameWindow: Sendable {
  private var frames: [TimedFrame] = []
  private let lookAhead: LookAhead

  /// About as many frames as are decoded and encoded while the detector looks at one.
  private static let underWay = 4

  /// Makes an empty window.
  init(_ lookAhead: LookAhead) {
    self.lookAhead = lookAhead
  }

  /// The instant of the oldest frame.
  var next: MediaTime? { frames.first?.instant }

  /// The instant of the newest frame.
  var newest: MediaTime? { frames.last?.instant }

  /// Adds the next frame.
  mutating func add(_ frame: TimedFrame) { frames.append(frame) }

  /// Takes the oldest frame, if it need not wait any more, and the instant of the newest one whose sample ought to
  /// be there by now: a detector that looks at the last few meanwhile is not waited for.
  mutating func takeReady() -> (frame: TimedFrame, horizon: MediaTime)? {
    guard let first = frames.first, let last = frames.last else { return nil }
    guard frames.count > lookAhead.frames || last.instant - first.instant > lookAhead.span else { return nil }
    let horizon = frames[max(0, frames.count - 1 - Self.underWay)].instant
    return (frames.removeFirst(), horizon)
  }

  /// Takes the oldest frame, since no more come.
  mutating func takeLast() -> TimedFrame? { frames.isEmpty ? nil : frames.removeFirst() }
}
