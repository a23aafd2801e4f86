import Geometry

/// The combined coverage of one plane by the masks of a region.
struct RegionMask {
  let masks: [Mask]
  /// The bounding rectangle on the plane.
  let bounds: PixelRect

  var isFeathered: Bool { masks.contains { $0.isFeathered } }

  init(_ masks: [Mask], inside plane: PixelRect) {
    self.masks = masks
    let empty = PixelRect(x: 0, y: 0, width: 0, height: 0)
    bounds = masks.reduce(empty) { $0.union($1.bounds.intersection(plane)) }
  }

  /// The columns of a row that are replaced completely: disjoint ranges from left to right.
  func inside(row: Int) -> [Range<Int>] {
    let parts = masks.map { $0.inside(row: row).clamped(to: bounds.x..<bounds.maxX) }.filter { !$0.isEmpty }
    guard parts.count > 1 else { return parts }
    return parts.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, part in
      if let last = joined.last, part.lowerBound <= last.upperBound {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, part.upperBound)
      } else {
        joined.append(part)
      }
    }
  }

  /// The columns of the bounds outside the given ranges of a row.
  func gaps(between inside: [Range<Int>]) -> [Range<Int>] {
    let starts = [bounds.x] + inside.map(\.upperBound)
    let ends = inside.map(\.lowerBound) + [bounds.maxX]
    return zip(starts, ends).compactMap { $0 < $1 ? $0..<$1 : nil }
  }
}

/// The weights of a row's values outside the masks, 0...256: the maximum over the masks.
struct RowWeights {
  private let mask: RegionMask
  private let channels: Int
  private let columns: [[Float]]
  /// The row's squared distance from each mask; equal for all rows beside a box, so weights are reused.
  private var distances: [Float]
  /// One weight for each value of the bounds.
  private(set) var values: [Int32]

  init(_ mask: RegionMask, channels: Int) {
    self.mask = mask
    self.channels = channels
    let range = mask.bounds.x..<mask.bounds.maxX
    columns =
      mask.isFeathered
      ? mask.masks.map { mask in
        let own = mask.bounds
        return zip(range, mask.columnDistances(range)).map { own.x <= $0 && $0 < own.maxX ? $1 : .infinity }
      } : []
    distances = columns.map { _ in -1 }
    values = [Int32](repeating: 0, count: mask.isFeathered ? range.count * channels : 0)
  }

  mutating func move(to row: Int) {
    var hasMoved = false
    for index in columns.indices {
      let own = mask.masks[index].bounds
      let distance = own.y <= row && row < own.maxY ? mask.masks[index].rowDistance(row) : .infinity
      hasMoved = hasMoved || distance != distances[index]
      distances[index] = distance
    }
    guard hasMoved else { return }
    for value in values.indices { values[value] = weight(column: value / channels) }
  }

  private func weight(column: Int) -> Int32 {
    var weight: Float = 0
    for index in columns.indices {
      weight = max(weight, mask.masks[index].weight(column: columns[index][column], row: distances[index]))
    }
    return Int32(weight)
  }
}
