public import Geometry

/// An object found in a tile or in the whole frame.
public struct TiledBox: Sendable {
  /// In ratios of the whole displayed frame.
  let object: ScoredBox
  /// Whether the tile's border, inside the frame, may have cut the object.
  let isCut: Bool

  /// The distance from a border that counts as touching it, as a ratio of the tile's side.
  public static let margin = 0.01

  /// - Parameters:
  ///   - found: in ratios of the tile.
  ///   - part: the tile in ratios of the displayed frame.
  ///   - topMargin: see ``ObjectDetector/topMargin``.
  public init(_ found: ScoredBox, in part: Box, topMargin: Double = margin) {
    let box = found.box
    object = ScoredBox(
      Box(
        left: part.left + box.left * part.width, top: part.top + box.top * part.height,
        width: box.width * part.width, height: box.height * part.height), score: found.score,
      landmarks: found.landmarks.map {
        SIMD2(part.left + $0.x * part.width, part.top + $0.y * part.height)
      })
    let (near, far) = (Self.margin, 1 - Self.margin)
    isCut =
      box.left < near && part.left > near || box.top < topMargin && part.top > near
      || box.right > far && part.right < far || box.bottom > far && part.bottom < far
  }

  /// One box per face. A box that a tile's border has cut is kept only if no other box contains most of it.
  ///
  /// - Parameter overlap: the IoU from which two boxes are of one face.
  public static func merged(_ boxes: [TiledBox], overlap: Double) -> [ScoredBox] {
    var kept = NonMaximumSuppression.kept(boxes.filter { !$0.isCut }.map(\.object), overlap: overlap)
    let cut = NonMaximumSuppression.kept(boxes.filter(\.isCut).map(\.object), overlap: overlap)
    kept += cut.filter { part in
      !kept.contains { ($0.box.intersection(part.box)?.area ?? 0) > part.box.area / 2 }
    }
    return kept
  }
}
