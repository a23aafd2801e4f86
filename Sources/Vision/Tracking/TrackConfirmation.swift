import Geometry

/// What makes a track likely enough to be redacted: observations with sufficient confidences up to
/// ``TrackerOptions/confirmationSpan`` after a time. For a detector whose lowest confidences are mostly false positives.
public struct TrackConfirmation: Hashable, Sendable {
  /// The confidence of one observation that suffices, 0...100.
  public var once: Double
  /// The confidence that suffices in two observations, 0...100, or in a small one: a small face has few pixels to be sure
  /// of.
  public var twice: Double
  /// The height below which an observation is small, as a ratio of the frame's height.
  public var smallHeight: Double

  public init(once: Double, twice: Double, smallHeight: Double) {
    self.once = once
    self.twice = twice
    self.smallHeight = smallHeight
  }

  /// One observation with a confidence.
  public init(_ confidence: Double) {
    self.init(once: confidence, twice: confidence, smallHeight: 0)
  }

  /// Every track is redacted.
  public static let none = TrackConfirmation(0)

  /// What an observation adds to the ``sufficient`` support of a track.
  func support(of observation: Observation) -> Int {
    guard observation.confidence >= min(once, twice) else { return 0 }
    let suffices = observation.confidence >= once || observation.box.height < smallHeight
    return suffices ? Self.sufficient : 1
  }

  static let sufficient = 2
}
