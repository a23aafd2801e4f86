import Geometry

/// Covers whose masks touch each other: they are hidden as one, once, as strongly as the largest of them needs.
///
/// Hidden one after the other, a face under two covers would be blurred twice, and flicker wherever it has two on one
/// frame and one on the next.
struct Region {
  /// A cover on the picture.
  struct Spot {
    /// The pixels that it hides, with steadied edges.
    let rect: PixelRect
    /// The longer side of the whole cover in pixels, also where the picture's border cuts it.
    let face: Double
  }

  private(set) var spots: [Spot]
  /// The picture's pixels that any of their masks may change.
  private var reach: PixelRect

  /// The longest side of its covers, which tells how strongly it is hidden.
  var face: Double { spots.reduce(1) { max($0, $1.face) } }

  /// The regions that some covers make in a style.
  static func regions(of spots: [Spot], _ style: RedactionStyle) -> [Region] {
    var regions: [Region] = []
    for spot in spots {
      var region = Region(spots: [spot], reach: style.reach(of: spot))
      // What it now touches may touch what it did not touch before.
      while let index = regions.firstIndex(where: { !$0.reach.intersection(region.reach).isEmpty }) {
        let other = regions.remove(at: index)
        region.spots = other.spots + region.spots
        region.reach = region.reach.union(other.reach)
      }
      regions.append(region)
    }
    return regions
  }
}

extension RedactionStyle {
  /// The pixels that the mask of a cover may change, soft edge included.
  fileprivate func reach(of spot: Region.Spot) -> PixelRect { mask(of: spot, on: .full).bounds }

  /// The mask of a cover on a plane.
  func mask(of spot: Region.Spot, on layout: PlaneLayout) -> Mask {
    Mask(shape: shape, rect: spot.rect, feather: feather * spot.face, layout: layout)
  }
}

extension PlaneLayout {
  /// A plane with a value for each pixel.
  fileprivate static let full = PlaneLayout(
    role: .luma, channels: 1, bytesPerValue: 1, depth: 8, shift: 0, widthShift: 0, heightShift: 0,
    isFullRange: false)
}
