import Detections
import Geometry
import OpenCV

/// Distinguishes a visible face from a hidden one that the detector finds nevertheless.
public struct FaceVisibility: Hashable, Sendable {
  /// From this confidence, 0...100, a face is visible if its box is sharp.
  public var minConfidence = 50.0
  /// From this confidence, a face is visible whatever the sharpness: it may be out of focus, or half
  /// occluded.
  public var certainConfidence = 75.0
  /// The sharpness, see `MappedFrame.sharpness(in:)`, below which a box is hidden.
  public var minSharpness = 3.0

  public init() {}

  /// Whether a detected face is visible in the frame; true if undecidable.
  func isVisible(_ face: DetectedBox, in frame: MappedFrame, _ orientation: Orientation) throws -> Bool {
    guard face.confidence >= minConfidence else { return false }
    guard face.confidence < certainConfidence else { return true }
    guard let rect = frame.size.pixels(of: orientation.coded(face.box)) else { return false }
    return try frame.sharpness(in: rect).map { $0 >= minSharpness } ?? true
  }
}
