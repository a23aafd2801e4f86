import Geometry
import Testing

@Suite struct GeometryTests {
  @Test(arguments: [
    (Box(left: 0, top: 0, width: 0.5, height: 0.5), PixelRect(x: 0, y: 0, width: 320, height: 180)),
    (Box(left: -0.2, top: -0.1, width: 0.3, height: 0.2), PixelRect(x: 0, y: 0, width: 64, height: 36)),
    (Box(left: 0.9, top: 0.9, width: 0.5, height: 0.5), PixelRect(x: 576, y: 324, width: 64, height: 36)),
    (Box(left: -1, top: -1, width: 3, height: 3), PixelRect(x: 0, y: 0, width: 640, height: 360)),
    (Box(left: 0.5001, top: 0.5, width: 0, height: 0), PixelRect(x: 320, y: 180, width: 1, height: 1)),
    (Box(left: 0.501, top: 0.501, width: 1e-3, height: 1e-3), PixelRect(x: 320, y: 180, width: 2, height: 1)),
  ])
  func `a box covers every pixel that it touches, clipped to the frame`(box: Box, pixels: PixelRect) {
    #expect(FrameSize(width: 640, height: 360).pixels(of: box) == pixels)
  }

  @Test(arguments: [
    Box(left: 1, top: 0, width: 0.1, height: 0.1), Box(left: -0.2, top: 0, width: 0.2, height: 0.1),
    Box(left: 0, top: 1.5, width: 0.1, height: 0.1), Box(left: 0, top: -0.5, width: 0.1, height: 0.5),
  ])
  func `a box outside the frame covers no pixels`(box: Box) {
    #expect(FrameSize(width: 641, height: 361).pixels(of: box) == nil)
  }

  @Test func `a box of a rotated frame is mapped to the coded frame`() {
    let topLeft = Box(left: 0, top: 0, width: 0.2, height: 0.1)
    // A clockwise rotation by 90° moves the coded bottom left corner to the displayed top left.
    let quarter = Orientation(quarterTurns: 1).coded(topLeft)
    #expect(quarter == Box(left: 0, top: 0.8, width: 0.1, height: 0.2))
    let half = Orientation(quarterTurns: 2).coded(topLeft)
    #expect(half.iou(Box(left: 0.8, top: 0.9, width: 0.2, height: 0.1)) > 0.999)
    let flipped = Orientation(quarterTurns: 0, isFlipped: true).coded(topLeft)
    #expect(flipped == Box(left: 0.8, top: 0, width: 0.2, height: 0.1))
  }

  @Test func `timestamps are formatted as hours, minutes, seconds and milliseconds`() {
    #expect(MediaTime(nanoseconds: 3_723_004_600_000).description == "1:02:03.005")
    #expect(MediaTime(nanoseconds: -21_333_333).description == "-0:00:00.021")
  }
}
