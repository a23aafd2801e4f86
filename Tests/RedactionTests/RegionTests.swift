import FrameveilTesting
import Geometry
import Redaction
import Testing

/// Overlapping redaction boxes are redacted together as one region.
@Suite(.blocking) struct RegionTests {
  private let size = FrameSize(width: 161, height: 121)
  private let face = Box(left: 0.3, top: 0.25, width: 0.3, height: 0.4)

  /// A frame with a gradient across the face, like the remains after a blur.
  private func slope(_ format: Format) -> TestFrame {
    TestFrame(format, size) { _, x, y in UInt8(max(20, min(235, 20 + 4 * (x - 45) + (y & 3)))) }
  }

  /// The maximum and the mean difference of two frames' luma inside a box.
  private func difference(_ a: TestFrame, _ b: TestFrame, _ box: Box) -> (most: Double, mean: Double) {
    guard let rect = size.pixels(of: box) else { return (0, 0) }
    var (most, sum) = (0.0, 0.0)
    for row in rect.y..<rect.maxY {
      for column in rect.x..<rect.maxX {
        let apart = abs(a.planes[0].value(column, row) - b.planes[0].value(column, row))
        (most, sum) = (max(most, apart), sum + apart)
      }
    }
    return (most, sum / Double(rect.width * rect.height))
  }

  @Test(arguments: [Format.i420, .nv12, .p010], [Effect.blur, .pixelate])
  func `a face in two redaction boxes looks like a face in one`(format: Format, effect: Effect)
    throws
  {
    let style = RedactionStyle(effect: effect)
    let other = Box(left: face.left + 0.01, top: face.top + 0.01, width: face.width, height: face.height)
    let once = try slope(format).hiding([face], style)
    let twice = try slope(format).hiding([face, other], style)
    let thrice = try slope(format).hiding([other, face, other], style)
    let inside = Box(left: 0.34, top: 0.3, width: 0.22, height: 0.3)
    #expect(difference(once, twice, inside).mean < (effect == .blur ? 4 : 16))
    #expect(twice == thrice)
  }

  @Test(arguments: [MaskShape.box, .ellipse], [0, 0.2])
  func `redaction boxes in a row redact the union of what each redacts`(
    shape: MaskShape, feather: Double
  )
    throws
  {
    let style = RedactionStyle(effect: .solid, shape: shape, feather: feather)
    // The third connects the first two.
    let boxes = [0.1, 0.6, 0.35].map { Box(left: $0, top: 0.1 + $0, width: 0.3, height: 0.2) }
    let before = slope(.i420)
    let together = try before.hiding(boxes, style)
    let apart = try boxes.map { try before.hiding([$0], style) }
    var wrong = 0
    for (index, plane) in together.planes.enumerated() {
      for at in plane.bytes.indices {
        let old = Int(before.planes[index].bytes[at])
        let most = apart.map { abs(Int($0.planes[index].bytes[at]) - old) }.max() ?? 0
        if abs(Int(plane.bytes[at]) - old) != most { wrong += 1 }
      }
    }
    #expect(wrong == 0)
  }
}
