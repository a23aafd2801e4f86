import Geometry

/// The way through a coded picture's pixels that meets them in the order of the displayed one: row by row, from
/// its top left.
struct UprightWalk {
  /// Where the displayed picture's top left pixel is stored.
  private(set) var start = 0
  /// From a displayed pixel to the one on its right.
  private(set) var stepX: Int
  /// From a displayed pixel to the one below.
  private(set) var stepY: Int

  /// Makes the way through `coded`, whose rows follow each other without a gap.
  init(_ coded: FrameSize, _ orientation: Orientation) {
    // As displayed without any turn, perhaps mirrored.
    (stepX, stepY) = (orientation.isFlipped ? -1 : 1, coded.width)
    if orientation.isFlipped { start = coded.width - 1 }
    var (width, height) = (coded.width, coded.height)
    for _ in 0..<orientation.quarterTurns {
      // Clockwise: the new top left was the bottom left; to the right is up, and down is to the right.
      start += (height - 1) * stepY
      (stepX, stepY) = (-stepY, stepX)
      swap(&width, &height)
    }
  }
}
