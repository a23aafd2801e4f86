import FrameveilTesting
import Geometry
import Redaction
import Testing

/// Colours and pictures.
@Suite(.blocking) struct PictureTests {
  private let size = FrameSize(width: 120, height: 80)
  private let face = Box(left: 0.25, top: 0.25, width: 0.5, height: 0.5)

  /// Red, green, blue and white in BT.709 of limited range (ITU-R BT.709, 3.3 to 3.5).
  @Test(
    arguments: [
      (RGBColour(red: 1, green: 0, blue: 0), [63.0, 102, 240]),
      (RGBColour(red: 0, green: 1, blue: 0), [173, 42, 26]),
      (RGBColour(red: 0, green: 0, blue: 1), [32, 240, 118]),
      (RGBColour(red: 1, green: 1, blue: 1), [235, 128, 128]),
    ], Format.allCases)
  func `a colour is written as it is`(colour: (RGBColour, [Double]), format: Format) throws {
    var style = RedactionStyle(effect: .solid, shape: .box, feather: 0)
    style.colour = colour.0
    let planes = try TestFrame(format, size) { _, _, _ in 90 }.hiding([face], style).planes
    #expect(abs(planes[0].value(60, 40) - colour.1[0]) < 0.75)
    for (index, plane) in planes.enumerated().dropFirst() {
      let (x, y) = (60 >> plane.layout.widthShift, 40 >> plane.layout.heightShift)
      for channel in 0..<plane.layout.channels {
        #expect(abs(plane.value(x, y, channel) - colour.1[index + channel]) < 0.75)
      }
    }
  }

  @Test(arguments: Format.allCases)
  func `a picture fits into the box, and where it is transparent the blur is seen`(format: Format) throws {
    var style = RedactionStyle(effect: .image, shape: .box, feather: 0)
    // Left white, right transparent: twice as wide as high.
    style.picture = try Picture(
      size: FrameSize(width: 2, height: 1), pixels: [255, 255, 255, 255, 0, 0, 0, 0])
    let luma = try TestFrame(format, size) { plane, _, _ in plane > 0 ? 128 : 60 }.hiding([face], style)
      .planes[0]
    // The box has 60x40 pixels, so the picture 60x30.
    #expect(luma.value(34, 40) == 235)
    #expect(luma.value(86, 40) == 60)
    #expect(luma.value(34, 22) == 60)
    #expect(luma.value(34, 58) == 60)
  }

  @Test func `a face with two boxes has one picture`() throws {
    var style = RedactionStyle(effect: .image, shape: .box, feather: 0)
    style.picture = try Picture(size: FrameSize(width: 1, height: 1), pixels: [255, 255, 255, 255])
    let before = TestFrame(.gray, size) { _, _, _ in 60 }
    let other = Box(left: 0.3, top: 0.3, width: 0.3, height: 0.3)
    func white(_ masks: [MaskBox]) throws -> Int {
      try before.hiding(masks, style).planes[0].bytes.count { $0 == 235 }
    }
    let one = try white([MaskBox(face, face: 1)])
    #expect(try white([MaskBox(other, face: 1), MaskBox(face, face: 1)]) == one)
    let wide = Box(left: 0.6, top: 0.3, width: 0.3, height: 0.3)
    #expect(try white([MaskBox(wide, face: 2), MaskBox(face, face: 1)]) > one)
  }
}
