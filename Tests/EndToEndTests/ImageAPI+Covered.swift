import FrameveilTesting

extension ImageAPI {
  /// What is seen of the faces in a hidden image.
  struct Covered: Decodable {
    /// The share of green pixels inside each box.
    var green: [Double]
    /// The largest difference far from all boxes.
    var far: Int

    /// Whether all faces are hidden by green, and nothing else is changed.
    var isHidden: Bool { green.allSatisfy { $0 > 0.95 } && far == 0 }
  }

  /// Compares a hidden image with its source, the photograph by default.
  func covered(_ result: String, of source: String? = nil) throws -> Covered {
    try ImageJudges.read(
      Covered.self, "covered.py",
      [source ?? photograph, result]
        + faces.flatMap { [$0.left, $0.top, $0.left + $0.width, $0.top + $0.height].map { "\($0)" } })
  }
}
