public import Geometry

/// The way of a track from one sample to the next in which it was detected.
public struct TrackStep: Hashable, Sendable {
  /// When and where it was detected first.
  public var start: MediaTime
  public var from: Box
  /// When and where it was detected next.
  public var end: MediaTime
  public var to: Box

  /// Makes a step.
  public init(start: MediaTime, from: Box, end: MediaTime, to: Box) {
    (self.start, self.from, self.end, self.to) = (start, from, end, to)
  }
}
