import Geometry

/// Redaction boxes whose masks overlap: they are redacted together, once, with the strength that the largest
/// of them needs.
///
/// Redacted one after another, a face in two boxes would be blurred twice, and would flicker if it has two
/// boxes in one frame and one in the next.
struct Region {
  /// A redaction box in pixels of the frame.
  struct PixelBox {
    /// The pixels to redact, with aligned edges.
    let rect: PixelRect
    /// The longer side of the whole box in pixels, including the part outside the frame.
    let face: Double
  }

  private(set) var pixelBoxes: [PixelBox]
  /// The bounding rectangle of the frame's pixels that any of the masks may change.
  private var reach: PixelRect

  /// The longest side of its boxes, which determines the strength.
  var face: Double { pixelBoxes.reduce(1) { max($0, $1.face) } }

  /// Groups boxes into regions.
  static func regions(of pixelBoxes: [PixelBox], _ style: RedactionStyle) -> [Region] {
    var regions: [Region] = []
    for pixelBox in pixelBoxes {
      var region = Region(pixelBoxes: [pixelBox], reach: style.reach(of: pixelBox))
      // The enlarged region may overlap regions that it did not overlap before.
      while let index = regions.firstIndex(where: { !$0.reach.intersection(region.reach).isEmpty }) {
        let other = regions.remove(at: index)
        region.pixelBoxes = other.pixelBoxes + region.pixelBoxes
        region.reach = region.reach.union(other.reach)
      }
      regions.append(region)
    }
    return regions
  }
}

extension RedactionStyle {
  /// The bounding rectangle of a box's mask, including the soft edge.
  fileprivate func reach(of pixelBox: Region.PixelBox) -> PixelRect { mask(of: pixelBox, on: .full).bounds }

  /// The mask of a box on a plane.
  func mask(of pixelBox: Region.PixelBox, on layout: PlaneLayout) -> Mask {
    Mask(shape: shape, rect: pixelBox.rect, feather: feather * pixelBox.face, layout: layout)
  }
}

extension PlaneLayout {
  /// A plane without subsampling.
  fileprivate static let full = PlaneLayout(
    role: .luma, channels: 1, bytesPerValue: 1, depth: 8, shift: 0, widthShift: 0, heightShift: 0,
    isFullRange: false)
}
