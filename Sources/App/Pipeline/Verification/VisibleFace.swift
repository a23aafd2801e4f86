public import Geometry

/// A face that can be seen for a while: a stretch of frames without a long break.
public struct VisibleFace: Sendable {
  /// When its first frame is shown.
  public internal(set) var start: MediaTime
  /// When its last frame ends.
  public internal(set) var end: MediaTime
  /// Frames on which it is seen.
  public internal(set) var frames: Int
  /// The detector's highest confidence, 0...100.
  public internal(set) var confidence: Double
  /// Where it is when the confidence is highest, in ratios of the displayed picture.
  public internal(set) var box: Box
}
