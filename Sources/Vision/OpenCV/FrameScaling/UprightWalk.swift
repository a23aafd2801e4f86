import Geometry

/// The strides with which to read a coded frame's pixels in the order of the displayed frame: row by row,
/// from its top left.
struct UprightWalk {
  /// The index of the displayed frame's top left pixel.
  private(set) var start = 0
  /// The stride to the next displayed pixel on the right.
  private(set) var stepX: Int
  /// The stride to the displayed pixel below.
  private(set) var stepY: Int

  /// The rows of `coded` have no padding.
  init(_ coded: FrameSize, _ orientation: Orientation) {
    // Without rotation, perhaps mirrored.
    (stepX, stepY) = (orientation.isFlipped ? -1 : 1, coded.width)
    if orientation.isFlipped { start = coded.width - 1 }
    var (width, height) = (coded.width, coded.height)
    for _ in 0..<orientation.quarterTurns {
      // Rotated clockwise: the new top left was the bottom left; right was up, and down was right.
      start += (height - 1) * stepY
      (stepX, stepY) = (-stepY, stepX)
      swap(&width, &height)
    }
  }
}
