import Geometry

/// The combined coverage of one plane by some masks.
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

  /// The masks that touch a rectangle.
  func near(_ rect: PixelRect) -> RegionMask {
    RegionMask(masks.filter { !$0.innerBounds.intersection(rect).isEmpty }, inside: rect)
  }

  /// The columns of a row that are replaced completely: disjoint ranges from left to right, within a range.
  func inside(row: Int, of columns: Range<Int>) -> [Range<Int>] {
    let parts = masks.map { $0.inside(row: row).clamped(to: columns) }.filter { !$0.isEmpty }
    guard parts.count > 1 else { return parts }
    return parts.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, part in
      if let last = joined.last, part.lowerBound <= last.upperBound {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, part.upperBound)
      } else {
        joined.append(part)
      }
    }
  }
}

extension Range<Int> {
  /// What is left of the range without disjoint ranges inside it, which are ordered.
  func gaps(between inside: [Range<Int>]) -> [Range<Int>] {
    let starts = [lowerBound] + inside.map(\.upperBound)
    let ends = inside.map(\.lowerBound) + [upperBound]
    return zip(starts, ends).compactMap { $0 < $1 ? $0..<$1 : nil }
  }
}
