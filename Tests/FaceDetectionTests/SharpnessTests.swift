import FrameveilTesting
import Geometry
import OpenCV
import Testing

/// The sharpness of visible and hidden faces.
@Suite(.blocking) struct SharpnessTests {
  private func details(_ filters: String = "null", _ format: Drawing.Format = .i420) throws -> [Double] {
    let frame = try SampleFrame(at: 4, format, filters: filters)
    return try SampleFrame.truth(at: 4).map { box in
      let rect = try #require(frame.drawing.size.pixels(of: box))
      return try #require(try frame.drawing.read { try $0.sharpness(in: rect) })
    }
  }

  @Test(arguments: Drawing.Format.allCases)
  func `a face in focus is sharp in every format`(format: Drawing.Format) throws {
    #expect(try details("null", format).allSatisfy { $0 > 6 })
  }

  @Test func `a face out of focus is moderately sharp, a hidden one is not`() throws {
    #expect(try details("gblur=sigma=2").allSatisfy { $0 >= 3 })
    #expect(try details("gblur=sigma=24").allSatisfy { $0 <= 1 })
    #expect(try details("pixelize=w=32:h=32").allSatisfy { $0 <= 2 })
  }

  @Test func `a half-occluded face is sharp`() throws {
    for box in try SampleFrame.truth(at: 4) {
      let (x, y) = (Int(box.left * 1280), Int(box.centerY * 720))
      let (width, height) = (Int(box.width * 1280) + 1, Int(box.height * 360) + 1)
      let lower = try SampleFrame(filters: "drawbox=x=\(x):y=\(y):w=\(width):h=\(height):t=fill:color=gray")
      let rect = try #require(lower.drawing.size.pixels(of: box))
      #expect(try #require(try lower.drawing.read { try $0.sharpness(in: rect) }) >= 3)
    }
  }

  @Test func `the sharpness of a few pixels is undefined`() throws {
    let drawing = Drawing(.i420, FrameSize(width: 16, height: 16)) { x, _ in (x * 10, 128, 128) }
    let tell = { (rect: PixelRect) in try drawing.read { try $0.sharpness(in: rect) } }
    #expect(try tell(PixelRect(x: 0, y: 0, width: 7, height: 16)) == nil)
    #expect(try tell(PixelRect(x: 0, y: 0, width: 8, height: 16)) == 0)
  }
}
