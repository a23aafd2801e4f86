import Geometry
import Media

/// Frames that wait for what comes after them to be known.
struct FrameWindow: Sendable {
  private var frames: [Frame] = []
  private let lookAhead: LookAhead

  /// Makes an empty window.
  init(_ lookAhead: LookAhead) {
    self.lookAhead = lookAhead
  }

  /// Adds the next frame.
  mutating func add(_ frame: Frame) { frames.append(frame) }

  /// Takes the oldest frame, if it need not wait any more.
  mutating func takeReady() -> Frame? {
    guard let first = frames.first, let last = frames.last else { return nil }
    guard frames.count > lookAhead.frames || last.time - first.time > lookAhead.span else { return nil }
    return frames.removeFirst()
  }

  /// Takes the oldest frame, since no more come.
  mutating func takeLast() -> Frame? { frames.isEmpty ? nil : frames.removeFirst() }
}
