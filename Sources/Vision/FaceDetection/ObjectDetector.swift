public import Detections
public import Geometry
public import OpenCV

/// A detector for objects of one subject in images of a fixed size. `ObjectFinder` prepares its input and handles frames, tiles
/// and planes. It need not be thread-safe: each belongs to one `DetectorActor`.
public protocol ObjectDetector {
  /// The only input size that it accepts.
  var inputSize: FrameSize { get }
  /// What it finds.
  var subject: Subject { get }
  /// The distance below a tile's upper border within which the border may have cut an object, as a ratio of the tile's
  /// height.
  var topMargin: Double { get }
  /// The objects in an image of `inputSize`: boxes in ratios of that image, which may extend past it, in any
  /// order, at most one per object.
  func objects(in image: ColourFrame) throws -> [ScoredBox]
  /// One box per object, of those found in the whole frame and in overlapping tiles.
  func merged(_ boxes: [TiledBox]) -> [ScoredBox]
}

extension ObjectDetector {
  public var topMargin: Double { TiledBox.margin }
}

/// What is the same for all detectors of faces.
extension ObjectDetector {
  public var subject: Subject { .face }

  public func merged(_ boxes: [TiledBox]) -> [ScoredBox] {
    TiledBox.merged(boxes, overlap: CenterFace.overlap)
  }
}

/// A box with the detector's score.
public struct ScoredBox: Hashable, Sendable {
  /// In ratios of the detector's input; may extend past it.
  public var box: Box
  /// 0...1.
  public var score: Double
  /// The landmarks as in ``DetectedBox/landmarks``, in ratios of the detector's input.
  public var landmarks: [SIMD2<Double>]

  public init(_ box: Box, score: Double, landmarks: [SIMD2<Double>] = []) {
    self.box = box
    self.score = score
    self.landmarks = landmarks
  }
}

/// Non-maximum suppression: of overlapping boxes, keeps the one with the highest score.
public enum NonMaximumSuppression {
  /// The boxes that have no better box with an IoU of at least `overlap`; the best first.
  public static func kept(_ boxes: [ScoredBox], overlap: Double) -> [ScoredBox] {
    var kept: [ScoredBox] = []
    for candidate in boxes.sorted(by: { $0.score > $1.score })
    where !kept.contains(where: { $0.box.iou(candidate.box) >= overlap }) {
      kept.append(candidate)
    }
    return kept
  }
}
