public import Geometry

/// The way of a track from one sample to the next in which it was detected.
public struct TrackStep: Hashable, Sendable {
  /// When it was detected.
  public var start: MediaTime
  /// Where it was then.
  public var from: Box
  /// When it was detected next.
  public var end: MediaTime
  /// Where it was then.
  public var to: Box

  /// Makes a step.
  public init(start: MediaTime, from: Box, end: MediaTime, to: Box) {
    (self.start, self.from, self.end, self.to) = (start, from, end, to)
  }
}
