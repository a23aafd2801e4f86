public import Geometry

/// A detection of one sample: a box, with what the detector reports about it.
public struct Observation: Hashable, Sendable {
  /// In ratios of the frame size; may extend past the frame.
  public var box: Box
  /// The detector's confidence, 0...100.
  public var confidence: Double
  /// The detector's identity (`Person.Index`), if any: evidence, not ground truth.
  public var identity: Int64?
  /// Flags, one bit each, that the tracker passes through.
  public var marks: UInt32

  public init(box: Box, confidence: Double = 100, identity: Int64? = nil, marks: UInt32 = 0) {
    self.box = box
    self.confidence = confidence
    self.identity = identity
    self.marks = marks
  }
}
