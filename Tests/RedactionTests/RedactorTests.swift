import FrameveilTesting
import Geometry
import Redaction
import Testing

@Suite(.blocking) struct RedactorTests {
  private let size = FrameSize(width: 161, height: 121)
  private let face = Box(left: 0.3, top: 0.25, width: 0.3, height: 0.5)

  /// Fine detail of which nothing may remain: a checkerboard, or its negative inside the face.
  private func checkers(_ format: Format, negative box: Box? = nil) -> TestFrame {
    let inside = box.flatMap { size.pixels(of: $0) }
    return TestFrame(format, size) { plane, x, y in
      let isNegative = inside.map { ($0.x..<$0.maxX).contains(x) && ($0.y..<$0.maxY).contains(y) } ?? false
      let isLight = ((x / 2 + y / 2 + plane) % 2 == 0) != isNegative
      return isLight ? 180 : 70
    }
  }

  /// The values of a plane that are completely inside the face, as ranges of columns and rows.
  private func inside(_ plane: TestFrame.Plane) -> (columns: Range<Int>, rows: Range<Int>) {
    let rect = plane.layout.rect(of: size.pixels(of: face) ?? PixelRect(x: 0, y: 0, width: 0, height: 0))
    return (rect.x..<rect.maxX, rect.y..<rect.maxY)
  }

  @Test(arguments: Format.allCases)
  func `from the face, two faces that differ in fine detail become equal`(format: Format) throws {
    let (before, negative) = (checkers(format), checkers(format, negative: face))
    for effect in [Effect.blur, .pixelate] {
      let style = RedactionStyle(effect: effect, source: .face, shape: .box)
      let one = try before.hiding([face], style)
      let other = try negative.hiding([face], style)
      var worst = 0.0
      for (a, b) in zip(one.planes, other.planes) {
        let (columns, rows) = inside(a)
        for row in rows where a.row(row) != b.row(row) {
          for column in columns { worst = max(worst, abs(a.value(column, row) - b.value(column, row))) }
        }
      }
      // The rest of a difference of 110 that a mean over a cell's odd border leaves.
      #expect(worst <= 12, "\(effect): \(worst)")
    }
  }

  @Test(arguments: Format.allCases)
  func `solid writes exactly the blank value`(format: Format) throws {
    let before = checkers(format)
    let result = try before.hiding([face], RedactionStyle(effect: .solid, shape: .box))
    for (index, plane) in result.planes.enumerated() {
      let (columns, rows) = inside(plane)
      let blank: Double = plane.layout.role == .luma ? 16 : 128
      var wrong = 0
      for row in rows {
        for column in columns {
          for channel in 0..<plane.layout.channels where plane.value(column, row, channel) != blank {
            wrong += 1
          }
        }
      }
      #expect(wrong == 0, "plane \(index)")
    }
  }

  @Test(arguments: Format.allCases)
  func `nothing changes outside the soft edge or in row padding`(format: Format) throws {
    let before = checkers(format)
    for effect in Effect.allCases {
      for shape in MaskShape.allCases {
        for feather in [0, 0.08, 0.3] {
          let style = RedactionStyle(effect: effect, shape: shape, feather: feather)
          let after = try before.hiding([face], style)
          #expect(
            before.differences(after).allSatisfy { change in
              !change.isPadding
                && mayChange(before.planes[change.plane].layout, change.column, change.row, style)
            }, "\(style)")
        }
      }
    }
  }

  /// Whether a value is inside a mask's bounds, including the soft edge.
  private func mayChange(_ layout: PlaneLayout, _ column: Int, _ row: Int, _ style: RedactionStyle) -> Bool {
    guard let rect = size.pixels(of: face) else { return false }
    let edge = style.feather * max(face.width * Double(size.width), face.height * Double(size.height))
    let slack = Double(1 << max(layout.widthShift, layout.heightShift)) * 2
    let dx = edge + slack
    let dy = edge + slack
    let (x, y) = (Double(column << layout.widthShift), Double(row << layout.heightShift))
    return x >= Double(rect.x) - dx && x < Double(rect.maxX) + dx && y >= Double(rect.y) - dy
      && y < Double(rect.maxY) + dy
  }
}
