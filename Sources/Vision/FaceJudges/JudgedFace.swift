public import FaceDetection
public import Geometry

/// A face of one frame, with the judges that see it.
public struct JudgedFace: Hashable, Sendable {
  /// The mean of the judges' boxes, in ratios of the displayed frame.
  public var box: Box
  /// The score of each judge that sees it, 0...1, by the judge's position in the panel. The scores of two judges
  /// cannot be compared.
  public var scores: [Int: Double]

  /// Whether it counts as visible: two judges see it, or the first of the panel, the embedded detector, whose finds on
  /// redacted faces are sorted out (`FaceVisibility`).
  public var isVisible: Bool { scores.count > 1 || scores[0] != nil }

  public init(box: Box, scores: [Int: Double]) {
    self.box = box
    self.scores = scores
  }

  /// Groups the finds of all judges around the highest scores: one face for each group, one find of each judge in it.
  ///
  /// - Parameter finds: of each judge, in the order of the panel.
  public static func merged(_ finds: [[ScoredBox]]) -> [JudgedFace] {
    var rest = finds.enumerated().flatMap { judge, boxes in boxes.map { (judge: judge, find: $0) } }
    rest.sort { $0.find.score > $1.find.score }
    var faces: [JudgedFace] = []
    while let first = rest.first {
      var group: [Int: ScoredBox] = [:]
      for (judge, find) in rest where group[judge] == nil && find.box.isOfSameFace(as: first.find.box) {
        group[judge] = find
      }
      rest.removeAll { $0.find.box.isOfSameFace(as: first.find.box) }
      faces.append(JudgedFace(box: Box.mean(group.values.map(\.box)), scores: group.mapValues(\.score)))
    }
    return faces
  }
}

extension Box {
  /// The largest ratio of the heights of two boxes of one face.
  private static let largestRatio = 2.5

  /// Whether two boxes may be of one face: the centre of each is in the other, and their heights are alike. Judges draw
  /// boxes of different extent, so an intersection over union would lose pairs of small boxes.
  func isOfSameFace(as other: Box) -> Bool {
    // A box of no height is of the same face as itself: the groups must use up all finds.
    self == other
      || height <= Self.largestRatio * other.height && other.height <= Self.largestRatio * height
        && contains(other.center) && other.contains(center)
  }

  func contains(_ point: SIMD2<Double>) -> Bool {
    left <= point.x && point.x <= right && top <= point.y && point.y <= bottom
  }

  fileprivate static func mean(_ boxes: [Box]) -> Box {
    let count = Double(boxes.count)
    let mean = { (side: KeyPath<Box, Double>) in boxes.reduce(0) { $0 + $1[keyPath: side] } / count }
    return Box(left: mean(\.left), top: mean(\.top), width: mean(\.width), height: mean(\.height))
  }
}
