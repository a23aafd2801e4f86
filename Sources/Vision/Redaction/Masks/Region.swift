import Geometry

/// Masks that overlap: they are redacted together, once, with the strength that the largest of them needs.
///
/// Redacted one after another, a face in two boxes would be blurred twice, and would flicker if it has two
/// boxes in one frame and one in the next.
struct Region {
  /// Of the boxes that were grouped.
  private(set) var indices: [Int]
  /// The bounding rectangle of the frame's pixels that any of the masks may change.
  private(set) var reach: PixelRect

  /// Groups boxes into regions.
  static func regions(of boxes: [PixelBox], feather: Double) -> [Region] {
    var regions: [Region] = []
    for (index, box) in boxes.enumerated() {
      var region = Region(indices: [index], reach: box.mask(on: .full, feather: feather).bounds)
      // The enlarged region may overlap regions that it did not overlap before.
      while let index = regions.firstIndex(where: { !$0.reach.intersection(region.reach).isEmpty }) {
        let other = regions.remove(at: index)
        region.indices = other.indices + region.indices
        region.reach = region.reach.union(other.reach)
      }
      regions.append(region)
    }
    return regions
  }
}

extension PlaneLayout {
  /// A plane without subsampling.
  fileprivate static let full = PlaneLayout(
    role: .luma, channels: 1, bytesPerValue: 1, depth: 8, shift: 0, widthShift: 0, heightShift: 0,
    isFullRange: false)
}
