import FrameveilTesting
import Geometry
import Redaction
import Testing

/// An image is decoded only where a redactor reads or changes it.
@Suite(.blocking) struct PartsTests {
  @Test(arguments: Format.allCases)
  func `what lies outside the parts is neither read nor changed`(format: Format) throws {
    var random = SplitMix(seed: 11)
    for _ in 0..<12 {
      let size = FrameSize(
        width: Int.random(in: 8...500, using: &random), height: Int.random(in: 8...400, using: &random))
      let masks = (0..<Int.random(in: 1...3, using: &random)).map { _ in Self.mask(&random) }
      let style = Self.style(&random)
      let parts = style.parts(of: masks, in: size)
      let isInside = { (x: Int, y: Int) in
        parts.contains { ($0.x..<$0.maxX).contains(x) && ($0.y..<$0.maxY).contains(y) }
      }
      let texture = { (plane: Int, x: Int, y: Int) in UInt8(truncatingIfNeeded: 37 * x + 91 * y + plane) }
      let whole = TestFrame(format, size, value: texture)
      let part = TestFrame(format, size) { isInside($1, $2) ? texture($0, $1, $2) : 255 }
      let (hidden, hiddenPart) = (try whole.hiding(masks, style), try part.hiding(masks, style))
      for (index, layout) in whole.planes.map(\.layout).enumerated() {
        for row in 0..<whole.planes[index].rows {
          for column in 0..<whole.planes[index].columns {
            let value = { (frame: TestFrame) in frame.planes[index].value(column, row) }
            let isSame =
              isInside(column << layout.widthShift, row << layout.heightShift)
              ? value(hidden) == value(hiddenPart)
              : value(hidden) == value(whole) && value(hiddenPart) == value(part)
            guard !isSame else { continue }
            Issue.record("\(column), \(row) of plane \(index), \(size), \(style), \(parts)")
            return
          }
        }
      }
    }
  }

  private static func mask(_ random: inout SplitMix) -> MaskBox {
    let box = Box(
      centerX: .random(in: 0...1, using: &random), centerY: .random(in: 0...1, using: &random),
      width: .random(in: 0.01...0.4, using: &random), height: .random(in: 0.01...0.4, using: &random))
    return MaskBox(box, cornerRadii: SIMD2(box.width, box.height) / 2)
  }

  private static func style(_ random: inout SplitMix) -> RedactionStyle {
    RedactionStyle(
      effect: [.blur, .pixelate, .solid].randomElement(using: &random) ?? .blur,
      source: EffectSource.allCases.randomElement(using: &random) ?? .face,
      feather: .random(in: 0...0.3, using: &random), strength: .random(in: 0.05...1, using: &random))
  }
}
