public import Geometry
public import OpenCV

/// Finds faces in one small picture. It knows nothing of video, tiles or planes: `FaceFinder` prepares its
/// pictures. It need not be safe to share: each belongs to one `DetectorActor`.
public protocol FaceDetector {
  /// The one size of picture that it takes.
  var inputSize: FrameSize { get }
  /// Faces in a picture of `inputSize`: boxes in ratios of that picture, which may reach past it, in any order,
  /// none of them of the same face.
  func faces(in picture: ColourFrame) throws -> [ScoredBox]
}

/// A box and how sure a detector is of it.
public struct ScoredBox: Hashable, Sendable {
  /// Ratios of the picture that was looked at; may reach past it.
  public var box: Box
  /// 0...1.
  public var score: Double
  /// The face's landmarks as in ``DetectedBox/landmarks``, in ratios of the picture that was looked at.
  public var landmarks: [SIMD2<Double>]

  /// Makes a scored box.
  public init(_ box: Box, score: Double, landmarks: [SIMD2<Double>] = []) {
    self.box = box
    self.score = score
    self.landmarks = landmarks
  }
}

/// Of boxes that overlap, keeps the most certain.
enum NonMaximumSuppression {
  /// The boxes of which no better one has an IoU of at least `overlap` with them; the best first.
  static func kept(_ boxes: [ScoredBox], overlap: Double) -> [ScoredBox] {
    var kept: [ScoredBox] = []
    for candidate in boxes.sorted(by: { $0.score > $1.score })
    where !kept.contains(where: { $0.box.iou(candidate.box) >= overlap }) {
      kept.append(candidate)
    }
    return kept
  }
}
