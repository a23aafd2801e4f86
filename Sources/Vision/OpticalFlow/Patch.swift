import Geometry

/// A box of a picture as 12 by 12 mean values; negative outside the picture.
struct Patch: Sendable {
  private var values: [Float]

  init(_ picture: LumaFrame, _ box: Box) {
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

  /// How much two look the same: normalised cross-correlation, -1...1, whatever brightness and contrast; nil where
  /// either has no texture, or too little of both is inside the picture.
  func correlation(with other: Patch) -> Double? {
    let common = values.indices.filter { values[$0] >= 0 && other.values[$0] >= 0 }
    guard common.count >= Self.side * Self.side / 8 else { return nil }
    let a = common.map { values[$0] }
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
    guard aa > count, bb > count else { return nil }
    return Double(ab / (aa * bb).squareRoot())
  }

  private static let side = 12
}
