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
  /// | 0.8 | 5.7 % / 0.38 | 29 % / 0.60 |
  /// | 0.92, the default | 3.1 % / 0.56 | 17 % / 0.86 |
  /// | 0.95 | 2.6 % / 0.64 | 14 % / 0.99 |
  /// | 0.99 | 1.6 % / 0.89 | 9.0 % / 1.37 |
  /// | 0.92, with the default margin | 0.9 % / 1.87 | 5.4 % / 2.35 |
  public var coverage: Double
  /// How far a cover is grown on each side, as a ratio of its width or height. The default reaches from the face to
  /// about the whole head; half of it already takes out the detector's own jitter.
  public var margin: Double
  /// The longest hole that is bridged when the boxes on both sides can be one face. What the tracker decides
  /// lags behind the samples by this, so that a live detector may want a second or so.
  public var maxGap: MediaTime
  /// The sampling interval, where it is known to be no less; zero where it is only to be learned from the samples.
  public var leastInterval = MediaTime.zero
  /// Where the picture's borders are: a face that touches one may go on unseen.
  public var picture: Box

  /// Makes options; values out of range are brought into it.
  public init(
    coverage: Double = 0.92, margin: Double = 0.20,
    maxGap: MediaTime = MediaTime(nanoseconds: 8_000_000_000), picture: Box = .picture
  ) {
    self.coverage = max(0.5, min(0.9999, coverage))
    self.margin = max(0, margin)
    self.maxGap = max(.zero, maxGap)
    self.picture = picture
  }
}
