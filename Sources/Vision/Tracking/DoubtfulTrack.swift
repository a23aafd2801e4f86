public import Geometry

/// A track that was left out as doubtful, with all its detections in order of time; never empty.
public struct DoubtfulTrack: Sendable {
  public struct Detection: Sendable {
    public var time: MediaTime
    public var box: Box
    /// 0...100.
    public var confidence: Double
  }

  /// The track number, from 0.
  public var number: Int
  public var detections: [Detection]
}
