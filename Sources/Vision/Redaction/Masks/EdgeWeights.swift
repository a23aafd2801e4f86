import Geometry

/// The weights of pixels outside the masks, in the soft edges: the maximum over the masks.
struct EdgeWeights {
  private let mask: RegionMask
  /// The squared distances of the columns of the bounds from each mask.
  private let columns: [[Float]]
  private var strongest: [Float]
  private var weights: [Int32]

  init(_ mask: RegionMask) {
    self.mask = mask
    let range = mask.bounds.x..<mask.bounds.maxX
    columns = mask.isFeathered ? mask.masks.map { $0.columnDistances(range) } : []
    strongest = [Float](repeating: 0, count: mask.isFeathered ? range.count : 0)
    weights = [Int32](repeating: 0, count: strongest.count)
  }

  /// Passes the weights of a row's pixels in some columns to `body`, 0...256.
  mutating func with(row: Int, _ range: Range<Int>, _ body: (UnsafePointer<Int32>) -> Void) {
    let (first, count) = (range.lowerBound - mask.bounds.x, range.count)
    strongest.withUnsafeMutableBufferPointer { strongest in
      for index in 0..<count { strongest[index] = 0 }
      for (mask, distances) in zip(mask.masks, columns) where mask.bounds.intersects(row: row, range) {
        distances.withUnsafeBufferPointer { distances in
          Self.add(mask.rowDistance(row), mask.edgeScale, distances, from: first, count, to: strongest)
        }
      }
      weights.withUnsafeMutableBufferPointer { weights in
        for index in 0..<count { weights[index] = Int32(256 * min(1, strongest[index])) }
        if let base = weights.baseAddress { body(base) }
      }
    }
  }

  /// Simple enough for the compiler to vectorise.
  private static func add(
    _ distance: Float, _ scale: Float, _ distances: UnsafeBufferPointer<Float>, from first: Int,
    _ count: Int, to strongest: UnsafeMutableBufferPointer<Float>
  ) {
    for index in 0..<count {
      let weight = (1 - (distances[first + index] + distance).squareRoot()) * scale
      strongest[index] = max(strongest[index], weight)
    }
  }
}

extension PixelRect {
  /// Whether a row's pixels in some columns touch the rectangle.
  func intersects(row: Int, _ columns: Range<Int>) -> Bool {
    y <= row && row < maxY && x < columns.upperBound && columns.lowerBound < maxX
  }
}
