import Geometry

/// A face found in a part of a picture.
struct TiledBox {
  /// In ratios of the whole displayed picture.
  private var face: ScoredBox
  /// Whether the part's border, inside the picture, may have cut the face.
  private var isCut: Bool

  /// How near a border counts as at it, as a ratio of the part's side.
  private static let margin = 0.01

  init(_ found: ScoredBox, in part: Box) {
    let box = found.box
    face = ScoredBox(
      Box(
        left: part.left + box.left * part.width, top: part.top + box.top * part.height,
        width: box.width * part.width, height: box.height * part.height), score: found.score,
      landmarks: found.landmarks.map {
        SIMD2(part.left + $0.x * part.width, part.top + $0.y * part.height)
      })
    let (near, far) = (Self.margin, 1 - Self.margin)
    isCut =
      box.left < near && part.left > near || box.top < near && part.top > near
      || box.right > far && part.right < far || box.bottom > far && part.bottom < far
  }

  /// One box for each face. What a tile's border has cut counts only where no other box holds most of it.
  static func merged(_ boxes: [TiledBox]) -> [ScoredBox] {
    var kept = NonMaximumSuppression.kept(boxes.filter { !$0.isCut }.map(\.face), overlap: CenterFace.overlap)
    let cut = NonMaximumSuppression.kept(boxes.filter(\.isCut).map(\.face), overlap: CenterFace.overlap)
    kept += cut.filter { part in
      !kept.contains { ($0.box.intersection(part.box)?.area ?? 0) > part.box.area / 2 }
    }
    return kept
  }
}
