import Detections
import Geometry
import OpenCV

/// Tells a face that can be seen from a hidden one at which the detector fires all the same.
public struct FaceVisibility: Hashable, Sendable {
  /// From this confidence on, 0...100, a face is seen where there is fine detail.
  public var leastConfidence = 50.0
  /// From this confidence on a face is seen whatever is in its box: one out of focus, or half covered.
  public var certainConfidence = 75.0
  /// Fine detail, see `MappedFrame.fineDetail(in:)`, below which a box is hidden.
  public var leastDetail = 3.0

  /// The defaults.
  public init() {}

  /// Whether a face that was detected on a picture can be seen there. In doubt it can.
  func isVisible(_ face: DetectedBox, in picture: MappedFrame, _ orientation: Orientation) throws -> Bool {
    guard face.confidence >= leastConfidence else { return false }
    guard face.confidence < certainConfidence else { return true }
    guard let rect = picture.size.pixels(of: orientation.coded(face.box)) else { return false }
    return try picture.fineDetail(in: rect).map { $0 >= leastDetail } ?? true
  }
}
