public import Geometry

/// The tracker's options.
public struct TrackerOptions: Hashable, Sendable {
  /// The probability, in 0.5...0.9999, that each edge of a redaction box lies outside the face, if its
  /// position is known to a few percent; with a larger uncertainty, boxes grow less than in proportion.
  ///
  /// Measured by `make eval-tracking` without a margin, on all families except the violent camera (leak:
  /// faces less than 90 % covered; over: blurred area outside faces, in face areas):
  ///
  /// | coverage | leak / over at 200 ms | at 500 ms |
  /// |---|---|---|
  /// | 0.5 | 26 % / 0.19 | 67 % / 0.34 |
  /// | 0.8 | 5.4 % / 0.38 | 27 % / 0.62 |
  /// | 0.92, the default | 3.1 % / 0.56 | 16 % / 0.88 |
  /// | 0.95 | 2.5 % / 0.64 | 13 % / 1.00 |
  /// | 0.99 | 1.7 % / 0.88 | 8.4 % / 1.38 |
  /// | 0.92, with the default margin | 1.0 % / 1.88 | 5.2 % / 2.37 |
  public var coverage: Double
  /// The ratio of its width or height by which a redaction box is grown on each side. The default extends the
  /// face to about the whole head; half of it already compensates for the detector's jitter.
  public var margin: Double
  /// The longest gap that is bridged if the boxes on both sides can be one face. Redaction boxes become final
  /// this much later than the samples, so a live detector may need a second or so.
  public var maxGap: MediaTime
  /// A lower bound of the sampling interval, if known; zero to estimate the interval from the samples only.
  public var minInterval = MediaTime.zero
  /// What makes a track likely enough to be redacted.
  public var confirmation = TrackConfirmation.none
  /// Whether ``Tracker/doubtfulTracks`` lists where doubtful tracks were detected. Memory grows with their detections.
  public var keepsDoubtful = false
  /// The frame's borders: a face at a border may continue unseen.
  public var picture: Box

  /// How far after a time an observation still confirms a track. The samples up to there must be known.
  public static let confirmationSpan = MediaTime(nanoseconds: 400_000_000)

  /// Values out of range are clamped.
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
