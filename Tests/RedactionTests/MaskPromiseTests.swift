import FrameveilTesting
import Geometry
import Glibc
import Redaction
import Testing

/// The promise of a mask: the ellipse of the head is covered, wherever in the box it lies.
@Suite(.blocking) struct MaskPromiseTests {
  @Test(arguments: Format.allCases)
  func `no pixel that a head in the box touches is left`(format: Format) throws {
    var random = SplitMix(seed: 5)
    for _ in 0..<25 {
      let size = FrameSize(
        width: Int.random(in: 8...160, using: &random), height: Int.random(in: 8...120, using: &random))
      let box = Box(
        centerX: .random(in: 0...1, using: &random), centerY: .random(in: 0...1, using: &random),
        width: .random(in: 0.02...0.9, using: &random), height: .random(in: 0.02...0.9, using: &random))
      let head = SIMD2(box.width, box.height) * Double.random(in: 0...0.5, using: &random)
      let mask = MaskBox(box, cornerRadii: head)
      let before = TestFrame(format, size) { _, _, _ in 200 }
      let after = try before.hiding([mask], RedactionStyle(effect: .solid, feather: 0))
      // The corners are where a mask is smallest.
      for corner in 0..<4 {
        let center = SIMD2(
          corner % 2 == 0 ? box.left + head.x : box.right - head.x,
          corner / 2 == 0 ? box.top + head.y : box.bottom - head.y)
        #expect(isHidden(ellipse: center, head, in: after), "\(size) \(mask)")
      }
    }
  }

  /// Whether the pixels under points of an ellipse are black or neutral in all planes.
  private func isHidden(ellipse center: SIMD2<Double>, _ radii: SIMD2<Double>, in frame: TestFrame) -> Bool {
    for ring in stride(from: 0.0, through: 1, by: 0.25) {
      for angle in stride(from: 0.0, to: 2 * Double.pi, by: 0.05) {
        let point = center + radii * ring * SIMD2(cos(angle), sin(angle)) * 0.9999
        guard (0..<1).contains(point.x), (0..<1).contains(point.y) else { continue }
        let (x, y) = (Int(point.x * Double(frame.size.width)), Int(point.y * Double(frame.size.height)))
        for plane in frame.planes {
          let value = plane.value(x >> plane.layout.widthShift, y >> plane.layout.heightShift)
          guard value == (plane.layout.role == .luma ? 16 : 128) else { return false }
        }
      }
    }
    return true
  }

  @Test func `the mask of a head is smaller than the ellipse around its box`() throws {
    let size = FrameSize(width: 200, height: 200)
    let box = Box(left: 0.25, top: 0.25, width: 0.5, height: 0.5)
    let before = TestFrame(.gray, size) { _, _, _ in 200 }
    let after = try before.hiding([box], RedactionStyle(effect: .solid, feather: 0))
    let count = after.planes[0].bytes.count { $0 == 16 }
    // π/4 of the box, and a little for aligned edges; the smallest ellipse around the box is twice as large.
    #expect((0.78..<0.86).contains(Double(count) / 10_000))
  }
}
