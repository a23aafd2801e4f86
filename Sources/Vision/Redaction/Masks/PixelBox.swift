import Geometry

/// A mask's box in pixels of the frame; not clipped to it.
struct PixelBox {
  /// The pixels to redact. The edges are moved out to multiples of 1/64 to 1/32 of the box: they then rarely move
  /// from one frame to the next, so a mask does not flicker, and costs fewer bits.
  let rect: PixelRect
  /// The semi-axes of the corners.
  let radii: SIMD2<Double>
  /// The sides of the exact box.
  let sides: SIMD2<Double>
  /// The longer side, on which the strength depends; at most that of the frame, since what is computed from more
  /// is the same.
  let length: Double
  /// The centre of the exact box.
  let center: SIMD2<Double>
  let face: Int?
  /// Whether it is the largest box of its face, which carries the picture.
  private(set) var isLargest = true

  /// Nil if the box does not touch the frame.
  init?(_ box: MaskBox, _ shape: MaskShape, _ size: FrameSize) {
    guard size.pixels(of: box.box) != nil else { return nil }
    let near = Self.cut(box.box)
    let scale = SIMD2(Double(size.width), Double(size.height))
    sides = pointwiseMax(SIMD2(near.width, near.height) * scale, .one)
    length = min(sides.max(), scale.max())
    center = near.center * scale
    radii = shape == .box ? .zero : box.cornerRadii * scale
    face = box.face
    var step = 1
    while Double(step * 64) <= sides.max() { step *= 2 }
    rect = size.rect(of: near).aligned(to: step)
  }

  /// The boxes of a frame that touch it.
  static func boxes(_ masks: [MaskBox], _ shape: MaskShape, _ size: FrameSize) -> [PixelBox] {
    var boxes = masks.compactMap { PixelBox($0, shape, size) }
    for index in boxes.indices where boxes[index].face != nil {
      boxes[index].isLargest = !boxes.indices.contains { other in
        boxes[other].face == boxes[index].face
          && (boxes[other].sides.max(), index) > (boxes[index].sides.max(), other)
      }
    }
    return boxes
  }

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
