public import Core
public import FaceJudges
public import Geometry

/// Keeps a picture of each of the first visible faces for the reviewer, from the frame on which most judges see it, or
/// else on which it is largest.
public struct FaceCrops: Sendable {
  /// The largest number of pictures.
  public static let limit = 200
  /// The growth of a box on each side, so that the reviewer sees whose head it is.
  private static let growth = 0.4
  /// The minimum ratio of areas that replaces a picture.
  private static let replacementRatio = 1.5

  private struct Crop {
    var thumbnail: Thumbnail
    var judges: Int
    var area: Double

    /// Whether a face makes a better picture.
    func isWorse(than face: JudgedFace) -> Bool {
      guard face.scores.count == judges else { return face.scores.count > judges }
      return face.box.area > replacementRatio * area
    }
  }

  private var crops: [Int: Crop] = [:]
  private let orientation: Orientation

  public init(orientation: Orientation) {
    self.orientation = orientation
  }

  /// Takes pictures of the faces of a frame.
  ///
  /// - Parameter spans: the number of each face's span.
  public mutating func add(_ faces: [JudgedFace], spans: [Int], of frame: MappedFrame) {
    let better = zip(spans, faces).filter { span, face in
      crops[span].map { $0.isWorse(than: face) } ?? (crops.count < Self.limit)
    }
    for (span, face) in better {
      let box = face.box.grown(by: Self.growth)
      guard let thumbnail = Thumbnail(of: frame, in: box, orientation, where: { _ in true }) else { continue }
      crops[span] = Crop(thumbnail: thumbnail, judges: face.scores.count, area: face.box.area)
    }
  }

  /// The picture of a span as JPEG; nil if there is none.
  public func jpeg(ofSpan span: Int) throws(UserError) -> [UInt8]? { try crops[span]?.thumbnail.jpeg() }
}
