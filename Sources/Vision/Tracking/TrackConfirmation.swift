import Geometry

/// What makes a track likely enough to be redacted: an observation with a sufficient confidence up to
/// ``TrackerOptions/confirmationSpan`` after a time. For a detector whose lowest confidences are mostly false positives.
public struct TrackConfirmation: Hashable, Sendable {
  /// The sufficient confidence, 0...100.
  public var confidence: Double
  /// The sufficient confidence of a small observation, 0...100: a small face has few pixels to be sure of.
  public var smallConfidence: Double
  /// The height below which an observation is small, as a ratio of the frame's height.
  public var smallHeight: Double

  public init(_ confidence: Double, small smallConfidence: Double, below smallHeight: Double) {
    self.confidence = confidence
    self.smallConfidence = smallConfidence
    self.smallHeight = smallHeight
  }

  /// The same confidence for all observations.
  public init(_ confidence: Double) {
    self.init(confidence, small: confidence, below: 0)
  }

  /// Every track is redacted.
  public static let none = TrackConfirmation(0)

  func isGiven(by observation: Observation) -> Bool {
    let isSmall = observation.box.height < smallHeight
    return observation.confidence >= (isSmall ? smallConfidence : confidence)
  }
}
