public import Geometry

/// What a user may choose about the tracker.
public struct TrackerOptions: Hashable, Sendable {
  /// The probability, in 0.5...0.9999, with which each edge of a cover is to lie outside the face.
  public var coverage: Double
  /// How far a cover is grown on each side, as a ratio of its width or height.
  public var margin: Double
  /// The longest hole that is bridged when the boxes on both sides can be one face.
  public var maxGap: MediaTime

  /// Makes options; values out of range are brought into it.
  public init(
    coverage: Double = 0.9, margin: Double = 0.10, maxGap: MediaTime = MediaTime(nanoseconds: 8_000_000_000)
  ) {
    self.coverage = max(0.5, min(0.9999, coverage))
    self.margin = max(0, margin)
    self.maxGap = max(.zero, maxGap)
  }
}
