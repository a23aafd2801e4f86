import Geometry

/// The weights of a plane's values outside the masks, in the soft edges: the maximum over the masks.
struct EdgeWeights {
  private let mask: RegionMask
  private let channels: Int
  /// The squared distances of the columns of the bounds from each mask, for each value.
  private let columns: [[Float]]
  private var strongest: [Float]
  private var weights: [UInt16]

  init(_ mask: RegionMask, channels: Int) {
    (self.mask, self.channels) = (mask, channels)
    let range = mask.bounds.x..<mask.bounds.maxX
    columns = mask.isFeathered ? mask.masks.map { $0.columnDistances(range, channels: channels) } : []
    strongest = [Float](repeating: 0, count: mask.isFeathered ? range.count * channels : 0)
    weights = [UInt16](repeating: 0, count: strongest.count)
  }

  /// Passes the weights of a row's values in some columns to `body`, 0...256.
  mutating func with(row: Int, _ range: Range<Int>, _ body: (UnsafePointer<UInt16>) -> Void) {
    let (first, count) = ((range.lowerBound - mask.bounds.x) * channels, range.count * channels)
    strongest.withUnsafeMutableBufferPointer { strongest in
      for index in 0..<count { strongest[index] = 0 }
      for (mask, distances) in zip(mask.masks, columns) where mask.bounds.intersects(row: row, range) {
        distances.withUnsafeBufferPointer { distances in
          Self.add(mask.rowDistance(row), mask.edgeScale, distances, from: first, count, to: strongest)
        }
      }
      weights.withUnsafeMutableBufferPointer { weights in
        for index in 0..<count { weights[index] = Self.rounded(256 * min(1, strongest[index])) }
        if let base = weights.baseAddress { body(base) }
      }
    }
  }

  /// The nearest integer. The compiler does not vectorise a conversion that traps; from 2²³ on, the last bits of
  /// a `Float` are integers.
  private static func rounded(_ value: Float) -> UInt16 {
    UInt16(truncatingIfNeeded: (value + 0x1p23).bitPattern)
  }

  /// Simple enough for the compiler to vectorise.
  private static func add(
    _ distance: Float, _ scale: Float, _ distances: UnsafeBufferPointer<Float>, from first: Int,
    _ count: Int, to strongest: UnsafeMutableBufferPointer<Float>
  ) {
    for index in 0..<count {
      let weight = (1 - distance - distances[first + index]) * scale
      strongest[index] = strongest[index] < weight ? weight : strongest[index]
    }
  }
}

extension PixelRect {
  /// Whether a row's pixels in some columns touch the rectangle.
  func intersects(row: Int, _ columns: Range<Int>) -> Bool {
    y <= row && row < maxY && x < columns.upperBound && columns.lowerBound < maxX
  }
}
