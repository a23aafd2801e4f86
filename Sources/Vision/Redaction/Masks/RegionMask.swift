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

  /// The columns of the bounds from the first to the last that the masks and their soft edges touch in a row.
  func reach(row: Int) -> Range<Int> {
    var (first, last) = (bounds.maxX, bounds.x)
    for mask in masks {
      let range = mask.reach(row: row)
      if !range.isEmpty { (first, last) = (min(first, range.lowerBound), max(last, range.upperBound)) }
    }
    return first < last ? (first..<last).clamped(to: bounds.x..<bounds.maxX) : bounds.x..<bounds.x
  }

}

extension [Mask] {
  /// The masks that touch a rectangle.
  func near(_ rect: PixelRect) -> [Mask] {
    filter { !$0.innerBounds.intersection(rect).isEmpty }
  }

  /// Finds the columns of a row that are replaced completely: disjoint ranges from left to right, within a range.
  ///
  /// - Parameter ranges: holds the result. It is the caller's, since an array for each row takes longer than all the
  ///   rest.
  func findInside(row: Int, of columns: Range<Int>, _ ranges: inout [Range<Int>]) {
    ranges.removeAll(keepingCapacity: true)
    for mask in self {
      let part = mask.inside(row: row).clamped(to: columns)
      if !part.isEmpty { ranges.append(part) }
    }
    guard ranges.count > 1 else { return }
    ranges.sort { $0.lowerBound < $1.lowerBound }
    var last = 0
    for part in ranges.dropFirst() {
      if part.lowerBound <= ranges[last].upperBound {
        ranges[last] = ranges[last].lowerBound..<Swift.max(ranges[last].upperBound, part.upperBound)
      } else {
        last += 1
        ranges[last] = part
      }
    }
    ranges.removeLast(ranges.count - last - 1)
  }
}

extension Range<Int> {
  /// Passes what is left of the range without disjoint ranges inside it, which are ordered.
  func forEachGap(between inside: [Range<Int>], _ body: (Range<Int>) -> Void) {
    var start = lowerBound
    for part in inside {
      if start < part.lowerBound { body(start..<part.lowerBound) }
      start = part.upperBound
    }
    if start < upperBound { body(start..<upperBound) }
  }
}
