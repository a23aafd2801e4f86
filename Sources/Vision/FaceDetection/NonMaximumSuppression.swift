import Geometry

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
