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
  /// | 0.5 | 28 % / 0.17 | 67 % / 0.31 |
  /// | 0.8 | 6.3 % / 0.36 | 32 % / 0.56 |
  /// | 0.92, the default | 3.6 % / 0.52 | 20 % / 0.78 |
  /// | 0.95 | 2.9 % / 0.59 | 17 % / 0.88 |
  /// | 0.99 | 1.9 % / 0.82 | 11 % / 1.20 |
  /// | 0.92, with the default margin | 1.5 % / 1.11 | 9.1 % / 1.42 |
  public var coverage: Double
  /// How far a cover is grown on each side, as a ratio of its width or height.
  public var margin: Double
  /// The longest hole that is bridged when the boxes on both sides can be one face. What the tracker decides
  /// lags behind the samples by this, so that a live detector may want a second or so.
  public var maxGap: MediaTime
  /// Where the picture's borders are: a face that touches one may go on unseen.
  public var picture: Box

  /// Makes options; values out of range are brought into it.
  public init(
    coverage: Double = 0.92, margin: Double = 0.10,
    maxGap: MediaTime = MediaTime(nanoseconds: 8_000_000_000), picture: Box = .picture
  ) {
    self.coverage = max(0.5, min(0.9999, coverage))
    self.margin = max(0, margin)
    self.maxGap = max(.zero, maxGap)
    self.picture = picture
  }
}
