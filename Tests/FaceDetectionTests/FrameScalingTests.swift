import Geometry
import OpenCV
import Testing

@Suite struct FrameScalingTests {
  /// Luma of the four quadrants as coded: top left, top right, bottom left, bottom right.
  private static let quarters = [40, 80, 120, 200]

  private func quartered(_ format: Drawing.Format) -> Drawing {
    Drawing(format, FrameSize(width: 96, height: 64)) { x, y in
      (Self.quarters[(y < 32 ? 0 : 2) + (x < 48 ? 0 : 1)], 128, 128)
    }
  }

  /// The quadrants in displayed order.
  private static let orientations: [(Orientation, [Int])] = [
    (.identity, [40, 80, 120, 200]), (Orientation(quarterTurns: 1), [120, 40, 200, 80]),
    (Orientation(quarterTurns: 2), [200, 120, 80, 40]), (Orientation(quarterTurns: 3), [80, 200, 40, 120]),
    (Orientation(quarterTurns: 0, isFlipped: true), [80, 40, 200, 120]),
    (Orientation(quarterTurns: 1, isFlipped: true), [200, 80, 120, 40]),
  ]

  @Test(arguments: Drawing.Format.allCases, orientations)
  func `luma is reduced and rotated upright`(format: Drawing.Format, turn: (Orientation, [Int])) throws {
    let small = try quartered(format).read {
      try LumaFrame(of: $0, orientation: turn.0, maxSide: turn.0.swapsAxes ? 24 : 16)
    }
    #expect(small.width == 16)
    #expect(small.height == (turn.0.swapsAxes ? 24 : 11))
    let corners = [
      small.bytes[0], small.bytes[small.width - 1], small.bytes[small.width * (small.height - 1)],
      small.bytes[small.width * small.height - 1],
    ]
    #expect(corners.map(Int.init) == turn.1)
  }

  @Test func `a small frame keeps its size and values`() throws {
    let drawing = Drawing(.i420, FrameSize(width: 7, height: 5)) { x, y in (16 + 10 * x + y, 128, 128) }
    let small = try drawing.read { try LumaFrame(of: $0, orientation: .identity, maxSide: 160) }
    let values: [Int] = (0..<35).map { 16 + 10 * ($0 % 7) + $0 / 7 }
    #expect(small == LumaFrame(width: 7, height: 5, bytes: values.map(UInt8.init)))
  }

  @Test(arguments: Drawing.Format.allCases)
  func `colours are equal in every format`(format: Drawing.Format) throws {
    // Red in BT.709, limited range.
    let drawing = Drawing(format, FrameSize(width: 65, height: 33)) { _, _ in (63, 102, 240) }
    let size = FrameSize(width: 32, height: 32)
    let whole = PixelRect(x: 0, y: 0, width: 65, height: 33)
    let picture = try drawing.read {
      try ColourFrame(of: $0, region: whole, orientation: .identity, size: size)
    }
    let pixel = [0, 1, 2].map { Int(picture.bytes[$0 * 1024 + 500]) }
    let expected = format == .gray ? [55, 55, 55] : [255, 0, 0]
    #expect(zip(pixel, expected).allSatisfy { abs($0 - $1) <= 2 }, "\(pixel)")
  }

  @Test func `full range and other weights are respected`() throws {
    // Blue in BT.601, full range.
    let coding = Colorimetry(redWeight: 0.299, blueWeight: 0.114, isFullRange: true)
    let drawing = Drawing(.i420, FrameSize(width: 32, height: 32), colour: coding) { _, _ in (29, 255, 107)
    }
    let size = FrameSize(width: 32, height: 32)
    let whole = PixelRect(x: 0, y: 0, width: 32, height: 32)
    let picture = try drawing.read {
      try ColourFrame(of: $0, region: whole, orientation: .identity, size: size)
    }
    let pixel = [0, 1, 2].map { Int(picture.bytes[$0 * 1024]) }
    #expect(zip(pixel, [0, 0, 254]).allSatisfy { abs($0 - $1) <= 2 }, "\(pixel)")
  }

  @Test func `a region is cropped from the displayed position`() throws {
    let region = PixelRect(x: 48, y: 0, width: 48, height: 32)
    let picture = try quartered(.nv12).read {
      try ColourFrame(
        of: $0, region: region, orientation: Orientation(quarterTurns: 1),
        size: FrameSize(width: 32, height: 32))
    }
    // (80 - 16) * 255 / 219
    #expect(Set(picture.bytes) == [75])
  }
}
