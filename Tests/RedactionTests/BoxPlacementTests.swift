import FrameveilTesting
import Geometry
import Redaction
import Testing

/// Boxes at every position and of every size.
@Suite(.blocking) struct BoxPlacementTests {
  private static let places: [(String, Box)] = [
    ("at the left border", Box(left: -0.1, top: 0.4, width: 0.3, height: 0.3)),
    ("at the right border", Box(left: 0.85, top: 0.4, width: 0.3, height: 0.3)),
    ("at the top border", Box(left: 0.4, top: -0.2, width: 0.3, height: 0.3)),
    ("at the bottom border", Box(left: 0.4, top: 0.9, width: 0.3, height: 0.3)),
    ("exactly in the corner", Box(left: 0, top: 0, width: 0.2, height: 0.2)),
    ("exactly in the far corner", Box(left: 0.8, top: 0.8, width: 0.2, height: 0.2)),
    ("of one pixel", Box(left: 0.5, top: 0.5, width: 1.0 / 640, height: 1.0 / 480)),
    ("of no size", Box(left: 0.5, top: 0.5, width: 0, height: 0)),
    ("of one pixel in the last corner", Box(left: 0.9999, top: 0.9999, width: 0.0001, height: 0.0001)),
    ("one column wide", Box(left: 0.5, top: 0.1, width: 0.001, height: 0.8)),
    ("one row high", Box(left: 0.1, top: 0.5, width: 0.8, height: 0.001)),
    ("as large as the frame", Box.picture),
    ("larger than the frame", Box(left: -3, top: -2, width: 9, height: 9)),
  ]
  private static let sizes = [
    FrameSize(width: 64, height: 48), FrameSize(width: 65, height: 49), FrameSize(width: 1, height: 1),
    FrameSize(width: 2, height: 3), FrameSize(width: 17, height: 2),
  ]

  /// Stripes and noise without the value that solid writes.
  private func noise(_ format: Format, _ size: FrameSize) -> TestFrame {
    TestFrame(format, size) { plane, x, y in
      UInt8(truncatingIfNeeded: 40 + (x * 37 + y * 101 + plane * 13) % 80)
    }
  }

  @Test(arguments: Format.allCases, sizes)
  func `every value that a box touches is replaced`(format: Format, size: FrameSize) throws {
    let before = noise(format, size)
    for (name, box) in Self.places {
      for shape in MaskShape.allCases {
        let style = RedactionStyle(effect: .solid, shape: shape, feather: 0)
        let result = try before.hiding([MaskBox(box)], style)
        let touched = try #require(size.pixels(of: box))
        for plane in result.planes {
          let rect = plane.layout.rect(of: touched)
          let blank: Double = plane.layout.role == .luma ? 16 : 128
          let isBlank = (rect.y..<rect.maxY).allSatisfy { row in
            (rect.x..<rect.maxX).allSatisfy { plane.value($0, row) == blank }
          }
          #expect(isBlank, "a \(shape) \(name)")
        }
      }
    }
  }

  @Test(arguments: Format.allCases, sizes)
  func `no effect writes outside the frame`(format: Format, size: FrameSize) throws {
    let before = noise(format, size)
    for (name, box) in Self.places {
      for effect in Effect.allCases {
        for feather in [0, 0.08, 1] {
          let style = RedactionStyle(effect: effect, shape: .ellipse, feather: feather, strength: 1)
          #expect(try before.hiding([box], style).hasIntactPadding, "\(effect) of a box \(name)")
        }
      }
    }
  }

  @Test func `a box outside the frame changes nothing`() throws {
    let before = noise(.i420, FrameSize(width: 64, height: 48))
    let boxes = [Box(left: 1, top: 0, width: 0.5, height: 1), Box(left: 0, top: -0.6, width: 1, height: 0.5)]
    #expect(try before.hiding(boxes, RedactionStyle(effect: .solid)) == before)
    #expect(try before.hiding([Box](), RedactionStyle()) == before)
  }

  @Test(arguments: Effect.allCases)
  func `overlapping faces are both redacted`(effect: Effect) throws {
    let size = FrameSize(width: 64, height: 64)
    let one = Box(left: 0.1, top: 0.1, width: 0.5, height: 0.5)
    let other = Box(left: 0.4, top: 0.4, width: 0.5, height: 0.5)
    let before = TestFrame(.i420, size) { _, x, y in (x + y) % 2 == 0 ? 200 : 60 }
    let after = try before.hiding([one, other], RedactionStyle(effect: effect, shape: .box, feather: 0))
    for box in [one, other] {
      let rect = try #require(size.pixels(of: box))
      let values = (rect.y + 1..<rect.maxY - 1).flatMap { row in
        (rect.x + 1..<rect.maxX - 1).map { after.planes[0].value($0, row) }
      }
      let mean = values.reduce(0, +) / Double(values.count)
      // Nothing of the checkerboard's difference of 140 between neighbours is left.
      #expect(values.allSatisfy { abs($0 - mean) < 20 }, "\(effect)")
    }
  }

  @Test func `a stronger blur leaves less contrast`() throws {
    let size = FrameSize(width: 100, height: 100)
    let before = TestFrame(.gray, size) { _, x, _ in x < 50 ? 200 : 60 }
    let box = Box(left: 0.1, top: 0.1, width: 0.8, height: 0.8)
    let spans = try [0.1, 0.2, 0.4].map { strength in
      let luma = try before.hiding([box], RedactionStyle(source: .face, feather: 0, strength: strength))
        .planes[0]
      return luma.value(15, 50) - luma.value(85, 50)
    }
    #expect(spans[0] > spans[1] && spans[1] > spans[2])
  }

  @Test func `16-bit values never exceed their depth`() throws {
    let size = FrameSize(width: 40, height: 40)
    for format in [Format.i420Deep, .p010, .y422Deep] {
      let white = TestFrame(format, size) { _, x, _ in x % 2 == 0 ? 255 : 0 }
      for effect in Effect.allCases {
        let planes = try white.hiding([Box.picture.grown(by: -0.1)], RedactionStyle(effect: effect)).planes
        for plane in planes where plane.layout.shift == 0 {
          let high = stride(from: 1, to: plane.columns * 2, by: 2).map { plane.bytes[$0] }
          #expect(high.allSatisfy { $0 < 1 << (plane.layout.depth - 8) })
        }
      }
    }
  }
}
