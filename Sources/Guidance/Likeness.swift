import Geometry

/// What a face looked like when it was detected, as a coarse patch, to tell whether a followed box still shows it.
struct Likeness: Sendable {
  private let patch: Patch

  init(_ picture: LumaPicture, _ box: Box) { patch = Patch(picture, box) }

  /// How much a box of another picture looks the same: normalised cross-correlation, -1...1, whatever brightness
  /// and contrast; 0 where either has no texture, or too little of both is inside the picture.
  func compared(to picture: LumaPicture, _ box: Box) -> Double {
    let other = Patch(picture, box)
    let common = patch.values.indices.filter { patch.values[$0] >= 0 && other.values[$0] >= 0 }
    guard common.count >= Patch.side * Patch.side / 8 else { return 0 }
    let a = common.map { patch.values[$0] }
    let b = common.map { other.values[$0] }
    let count = Float(common.count)
    let (meanA, meanB) = (a.reduce(0, +) / count, b.reduce(0, +) / count)
    var (ab, aa, bb): (Float, Float, Float) = (0, 0, 0)
    for (x, y) in zip(a, b) {
      ab += (x - meanA) * (y - meanB)
      aa += (x - meanA) * (x - meanA)
      bb += (y - meanB) * (y - meanB)
    }
    // Less contrast than one grey value is noise.
    guard aa > count, bb > count else { return 0 }
    return Double(ab / (aa * bb).squareRoot())
  }
}

/// A box as 12 by 12 mean values; negative outside the picture.
private struct Patch {
  private(set) var values: [Float]

  init(_ picture: LumaPicture, _ box: Box) {
    values = [Float](repeating: 0, count: Self.side * Self.side)
    let fine = 2 * Self.side
    for row in 0..<fine {
      let y = (box.top + box.height * (Double(row) + 0.5) / Double(fine)) * Double(picture.height)
      for column in 0..<fine {
        let x = (box.left + box.width * (Double(column) + 0.5) / Double(fine)) * Double(picture.width)
        let cell = row / 2 * Self.side + column / 2
        guard x >= 0, y >= 0, x < Double(picture.width), y < Double(picture.height) else {
          values[cell] = -.infinity
          continue
        }
        values[cell] += Float(picture.bytes[Int(y) * picture.width + Int(x)]) / 4
      }
    }
  }

  static let side = 12
}
