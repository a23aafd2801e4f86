import Geometry

/// Masks that overlap: they are redacted together, once, with the strength that the largest of them needs.
///
/// Redacted one after another, a face in two boxes would be blurred twice, and would flicker if it has two
/// boxes in one frame and one in the next.
struct Region {
  private(set) var boxes: [PixelBox]
  /// The bounding rectangle of the frame's pixels that any of the masks may change.
  private var reach: PixelRect

  /// The box with the longest side, which determines the strength.
  var largest: PixelBox { boxes.max { $0.length < $1.length } ?? boxes[0] }

  /// One box for each face: the largest of its boxes.
  var faces: [PixelBox] {
    boxes.indices.filter { index in
      boxes[index].face == nil
        || !boxes.indices.contains { other in
          boxes[other].face == boxes[index].face
            && (boxes[other].length, index) > (boxes[index].length, other)
        }
    }.map { boxes[$0] }
  }

  /// Groups boxes into regions.
  static func regions(of boxes: [PixelBox], feather: Double) -> [Region] {
    var regions: [Region] = []
    for box in boxes {
      var region = Region(boxes: [box], reach: box.mask(on: .full, feather: feather).bounds)
      // The enlarged region may overlap regions that it did not overlap before.
      while let index = regions.firstIndex(where: { !$0.reach.intersection(region.reach).isEmpty }) {
        let other = regions.remove(at: index)
        region.boxes = other.boxes + region.boxes
        region.reach = region.reach.union(other.reach)
      }
      regions.append(region)
    }
    return regions
  }
}

/// A mask's box in pixels of the frame; not clipped to it.
struct PixelBox {
  /// The pixels to redact. The edges are moved out to multiples of 1/64 to 1/32 of the box: they then rarely move
  /// from one frame to the next, so a mask does not flicker, and costs fewer bits.
  let rect: PixelRect
  /// The semi-axes of the corners.
  let radii: SIMD2<Double>
  /// The sides of the exact box.
  let sides: SIMD2<Double>
  /// The centre of the exact box.
  let center: SIMD2<Double>
  let face: Int?

  /// Nil if the box does not touch the frame.
  init?(_ box: MaskBox, _ shape: MaskShape, _ size: FrameSize) {
    guard size.pixels(of: box.box) != nil else { return nil }
    let near = Self.cut(box.box)
    let scale = SIMD2(Double(size.width), Double(size.height))
    sides = pointwiseMax(SIMD2(box.box.width, box.box.height) * scale, .one)
    center = near.center * scale
    radii = shape == .box ? .zero : box.cornerRadii * scale
    face = box.face
    var step = 1
    while Double(step * 64) <= sides.max() { step *= 2 }
    rect = size.rect(of: near).aligned(to: step)
  }

  var length: Double { sides.max() }

  func mask(on layout: PlaneLayout, feather: Double) -> Mask {
    Mask(rect: rect, radii: radii, feather: feather * length, layout: layout)
  }

  /// Cuts a box far outside the frame, so that any box can be converted to pixels. Its corners get only
  /// tighter by that.
  private static func cut(_ box: Box) -> Box {
    let (left, top) = (max(-4, box.left), max(-4, box.top))
    return Box(left: left, top: top, width: min(5, box.right) - left, height: min(5, box.bottom) - top)
  }
}

extension PixelRect {
  /// The rectangle with its edges moved out to multiples of a step.
  func aligned(to step: Int, x originX: Int = 0, y originY: Int = 0) -> PixelRect {
    func floor(_ value: Int) -> Int {
      let rest = value % step
      return value - (rest < 0 ? rest + step : rest)
    }
    let (left, top) = (floor(x - originX) + originX, floor(y - originY) + originY)
    let right = -floor(originX - maxX) + originX
    let bottom = -floor(originY - maxY) + originY
    return PixelRect(x: left, y: top, width: right - left, height: bottom - top)
  }
}

extension PlaneLayout {
  /// A plane without subsampling.
  fileprivate static let full = PlaneLayout(
    role: .luma, channels: 1, bytesPerValue: 1, depth: 8, shift: 0, widthShift: 0, heightShift: 0,
    isFullRange: false)
}
