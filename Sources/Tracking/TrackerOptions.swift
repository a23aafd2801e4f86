public import Geometry

/// What a user may choose about the tracker.
public struct TrackerOptions: Hashable, Sendable {
  /// The probability, in 0.5...0.9999, with which an edge of a cover is to lie outside the face where its place
  /// is known to a few percent; where it is known less well, covers grow less than in proportion.
  ///
  /// Measured by `make eval-tracking` without a margin, on all families but the violent camera (leak: faces less
  /// than 90 % covered; over: blurred area outside faces, in face areas):
  ///
  /// | coverage | leak / over at 200 ms | at 500 ms |
  /// |---|---|---|
  /// | 0.5 | 27 % / 0.25 | 66 % / 0.45 |
  /// | 0.8 | 7.2 % / 0.43 | 33 % / 0.72 |
  /// | 0.9 | 4.7 % / 0.55 | 23 % / 0.89 |
  /// | 0.95 | 3.6 % / 0.66 | 18 % / 1.05 |
  /// | 0.99 | 2.4 % / 0.88 | 12 % / 1.38 |
  /// | 0.92, the default, with the default margin | 1.8 % / 1.21 | 9.6 % / 1.65 |
  public var coverage: Double
  /// How far a cover is grown on each side, as a ratio of its width or height.
  public var margin: Double
  /// The longest hole that is bridged when the boxes on both sides can be one face. What the tracker decides
  /// lags behind the samples by this, so that a live detector may want a second or so.
  public var maxGap: MediaTime

  /// Makes options; values out of range are brought into it.
  public init(
    coverage: Double = 0.92, margin: Double = 0.10, maxGap: MediaTime = MediaTime(nanoseconds: 8_000_000_000)
  ) {
    self.coverage = max(0.5, min(0.9999, coverage))
    self.margin = max(0, margin)
    self.maxGap = max(.zero, maxGap)
  }
}
