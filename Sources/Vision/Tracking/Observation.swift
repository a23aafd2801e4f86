public import Geometry

/// A box in which something to hide was detected at a sampled instant.
public struct Observation: Hashable, Sendable {
  /// Where, in ratios of the picture; may reach past its borders.
  public var box: Box
  /// The detector's confidence, 0...100.
  public var confidence: Double
  /// Who the detector says it is (`Person.Index`), if it says so: evidence, not truth.
  public var identity: Int64?
  /// What else the detector says of it, a bit each: carried along, and nothing to the tracker.
  public var marks: UInt32

  /// Makes an observation.
  public init(box: Box, confidence: Double = 100, identity: Int64? = nil, marks: UInt32 = 0) {
    self.box = box
    self.confidence = confidence
    self.identity = identity
    self.marks = marks
  }
}
