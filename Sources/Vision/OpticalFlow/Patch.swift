import Geometry

/// A box of a frame, sampled as 12 by 12 mean values; negative outside the frame.
struct Patch: Sendable {
  private var values: [Float]

  init(_ frame: LumaFrame, _ box: Box) {
    values = [Float](repeating: 0, count: Self.side * Self.side)
    let fine = 2 * Self.side
    for row in 0..<fine {
      let y = (box.top + box.height * (Double(row) + 0.5) / Double(fine)) * Double(frame.height)
      for column in 0..<fine {
        let x = (box.left + box.width * (Double(column) + 0.5) / Double(fine)) * Double(frame.width)
        let cell = row / 2 * Self.side + column / 2
        guard x >= 0, y >= 0, x < Double(frame.width), y < Double(frame.height) else {
          values[cell] = -.infinity
          continue
        }
        values[cell] += Float(frame.bytes[Int(y) * frame.width + Int(x)]) / 4
      }
    }
  }

  /// Normalised cross-correlation, -1...1, invariant to brightness and contrast; nil if either patch has no
  /// texture, or too few values of both are inside the frame.
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
    // A contrast of less than one grey level is noise.
    guard aa > count, bb > count else { return nil }
    return Double(ab / (aa * bb).squareRoot())
  }

  private static let side = 12
}
