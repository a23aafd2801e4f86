import Geometry

/// What a face looked like when it was detected, as a coarse patch, to tell whether a followed box still shows it.
struct Likeness: Sendable {
  private let patch: [Float]

  init(_ picture: LumaPicture, _ box: Box) { patch = Self.patch(picture, box) }

  /// How much a box of another picture looks the same: normalised cross-correlation, -1...1, whatever brightness
  /// and contrast; 0 where either has no texture.
  func compared(to picture: LumaPicture, _ box: Box) -> Double {
    let other = Self.patch(picture, box)
    var sum: Float = 0
    for index in patch.indices { sum += patch[index] * other[index] }
    return Double(sum)
  }

  /// The box as 12 by 12 values of mean 0 and length 1.
  private static func patch(_ picture: LumaPicture, _ box: Box) -> [Float] {
    var values = [Float](repeating: 0, count: side * side)
    let (width, height) = (Double(picture.width), Double(picture.height))
    picture.bytes.withUnsafeBufferPointer { bytes in
      for index in 0..<(2 * side) * (2 * side) {
        let (row, column) = (index / (2 * side), index % (2 * side))
        let x = (box.left + box.width * (Double(column) + 0.5) / Double(2 * side)) * width
        let y = (box.top + box.height * (Double(row) + 0.5) / Double(2 * side)) * height
        let (i, j) = (min(max(0, x), width - 1), min(max(0, y), height - 1))
        values[row / 2 * side + column / 2] += Float(bytes[Int(j) * picture.width + Int(i)])
      }
    }
    let mean = values.reduce(0, +) / Float(values.count)
    var energy: Float = 0
    for index in values.indices {
      values[index] -= mean
      energy += values[index] * values[index]
    }
    guard energy > 1 else { return [Float](repeating: 0, count: values.count) }
    let length = energy.squareRoot()
    return values.map { $0 / length }
  }

  private static let side = 12
}
