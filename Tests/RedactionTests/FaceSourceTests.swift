import FrameveilTesting
import Geometry
import Redaction
import Testing

/// Effects computed from the face.
@Suite(.blocking) struct FaceSourceTests {
  private let size = FrameSize(width: 200, height: 160)

  /// A face of uneven detail, and a flat background.
  private func frame(movedBy dx: Int, _ dy: Int) -> TestFrame {
    TestFrame(.gray, size) { _, x, y in
      let (u, v) = (x - dx - 60, y - dy - 40)
      guard (0..<64).contains(u), (0..<64).contains(v) else { return 100 }
      return UInt8(40 + (u * u + 3 * v * u + 7 * v) % 180)
    }
  }

  /// The mosaic's cells move with the face, so that its frames together show no more of it than one.
  @Test(arguments: [(1, 0), (3, 5), (7, 2), (12, 11), (16, 16)])
  func `a mosaic looks the same wherever the face is`(dx: Int, dy: Int) throws {
    let style = RedactionStyle(effect: .pixelate, source: .face, shape: .box, feather: 0)
    let box = { (dx: Int, dy: Int) in
      Box(
        left: Double(60 + dx) / 200, top: Double(40 + dy) / 160, width: 64 / 200, height: 64 / 160)
    }
    let still = try frame(movedBy: 0, 0).hiding([box(0, 0)], style).planes[0]
    let moved = try frame(movedBy: dx, dy).hiding([box(dx, dy)], style).planes[0]
    var wrong = 0
    for row in 48..<96 {
      for column in 68..<116 where still.value(column, row) != moved.value(column + dx, row + dy) {
        wrong += 1
      }
    }
    #expect(wrong == 0)
  }

  @Test func `the effect is computed from the face`() throws {
    let box = Box(left: 60 / 200, top: 40 / 160, width: 64 / 200, height: 64 / 160)
    let face = try frame(movedBy: 0, 0).hiding([box], RedactionStyle(source: .face, shape: .box)).planes[0]
    let around = try frame(movedBy: 0, 0).hiding([box], RedactionStyle(shape: .box)).planes[0]
    #expect(abs(around.value(92, 72) - 100) < 3)
    #expect(abs(face.value(92, 72) - 100) > 10)
  }
}
