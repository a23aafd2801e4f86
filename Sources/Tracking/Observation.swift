public import Geometry

/// A box in which something to hide was detected at a sampled instant.
public struct Observation: Hashable, Sendable {
  /// Where, in ratios of the picture; may reach past its borders.
  public var box: Box
  /// The detector's confidence, 0...100.
  public var confidence: Double
  /// Who the detector says it is (`Person.Index`), if it says so: evidence, not truth.
  public var identity: Int64?

  /// Makes an observation.
  public init(box: Box, confidence: Double = 100, identity: Int64? = nil) {
    self.box = box
    self.confidence = confidence
    self.identity = identity
  }
}
