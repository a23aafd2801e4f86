import Detections
import FaceDetection
import FrameveilTesting
import Geometry
import Testing

@Suite(.blocking) struct ObjectFinderTests {
  @Test(arguments: [0.0, 2, 4, 5, 7])
  func `every completely visible face is found`(second: Double) throws {
    let faces =
      switch second {
      case 4: try SampleFrame.plain.get()
      case 7: try SampleFrame.late.get()
      default: try SampleFrame(at: second).faces()
      }
    let truth = try SampleFrame.truth(at: second)
    #expect(!truth.isEmpty)
    for box in truth { #expect(faces.contains { $0.box.iou(box) > 0.5 }, "\(box) in \(faces)") }
  }

  /// I420 is the format of the plain frame, NV12 that of the rotated ones below, and ffmpeg does not write YV12.
  @Test(arguments: Drawing.Format.allCases.filter { ![.i420, .nv12, .yv12].contains($0) })
  func `every pixel format gives the same faces`(format: Drawing.Format) throws {
    let faces = try SampleFrame(format).faces()
    // Without colour, the boxes differ slightly more.
    #expect(areSame(faces, try SampleFrame.plain.get(), iou: format == .gray ? 0.75 : 0.9), "\(faces)")
  }

  /// ffmpeg's filters rotate the coded frame, and the orientation reverses this.
  @Test(arguments: [
    ("transpose=cclock", Orientation(quarterTurns: 1), true),
    ("hflip,vflip", Orientation(quarterTurns: 2), false),
    ("transpose=clock", Orientation(quarterTurns: 3), true),
    ("hflip", Orientation(quarterTurns: 0, isFlipped: true), false),
  ])
  func `boxes are relative to the displayed frame`(filters: String, orientation: Orientation, swaps: Bool)
    throws
  {
    let size = swaps ? FrameSize(width: 720, height: 1280) : FrameSize(width: 1280, height: 720)
    let turned = try SampleFrame(.nv12, filters: filters, size: size).faces(orientation)
    #expect(areSame(turned, try SampleFrame.plain.get(), iou: 0.9), "\(turned)")
  }

  @Test func `tiles find faces that are too small in the whole frame, once each`() throws {
    // The sample at a quarter of its size: faces of 11 to 35 pixels.
    let filters = "scale=320:180,pad=1280:720:420:500"
    let frame = try SampleFrame(filters: filters)
    let faces = try frame.faces { $0.tiles = 4 }
    #expect(try frame.faces().count < faces.count)
    let truth = try SampleFrame.truth(at: 4).map {
      Box(
        left: (420 + 320 * $0.left) / 1280, top: (500 + 180 * $0.top) / 720, width: $0.width / 4,
        height: $0.height / 4)
    }
    #expect(faces.count == truth.count)
    for box in truth { #expect(faces.contains { $0.box.iou(box) > 0.4 }, "\(box) in \(faces)") }
  }

  @Test func `while faces are small, one tile in turn finds smaller ones`() throws {
    // Two copies of the sample, at a third and at a quarter of its size.
    let filters =
      "split[a][b];[a]scale=426:-2,pad=1280:720:800:0[c];[b]scale=320:-2[d];[c][d]overlay=40:500"
    let drawing = try SampleFrame(filters: filters).drawing
    func looks(_ tiles: TileGrid?, extraAt extra: Int? = nil) throws -> [[DetectedBox]] {
      let detector = try CenterFace(
        model: ModelFile.found(.face), inputSize: FrameSize(width: 640, height: 352), minScore: 0.2,
        runtime: InferenceRuntime.found(.auto))
      let finder = ObjectFinder(detector: detector, size: drawing.size, orientation: .identity, tiles: tiles)
      return try (0..<5).map { index in
        if index == extra {
          _ = try drawing.read { try finder.objects(in: $0, number: index, isExtra: true) }
        }
        return try drawing.read { try finder.objects(in: $0, number: index) }
      }
    }
    func inSmallCopy(_ looks: [[DetectedBox]]) -> [Int] {
      looks.map { look in look.count { $0.box.centerX < 0.3 && $0.box.centerY > 0.6 } }
    }
    let (whole, inTurn) = (inSmallCopy(try looks(TileGrid(side: 1))), inSmallCopy(try looks(nil)))
    #expect(inTurn[0] == whole[0])
    #expect(inTurn.max() ?? 0 > whole[0], "\(inTurn), \(whole)")
    // An extra look changes nothing of the others, whether tiles are looked at already or not.
    for extra in [0, 2] { #expect(try inSmallCopy(looks(nil, extraAt: extra)) == inTurn) }
  }

  @Test func `tiles and the whole frame return a face once`() throws {
    let whole = try SampleFrame.plain.get()
    let tiled = try SampleFrame().faces { $0.tiles = 2 }
    for face in whole { #expect(tiled.filter { $0.box.iou(face.box) > 0.3 }.count == 1, "\(tiled)") }
  }

  @Test func `a box that extends past the border keeps its size`() throws {
    // Person 0 leaves through the top border.
    let faces = try SampleFrame.late.get()
    #expect(faces.contains { $0.box.top < 0 }, "\(faces)")
  }

  @Test func `nothing is found in a frame without faces`() throws {
    let faces = try SampleFrame(filters: "geq=lum=128:cb=128:cr=128").faces()
    #expect(faces.isEmpty)
  }

  @Test func `numbers have the precision of a response`() throws {
    for face in try SampleFrame.plain.get() {
      let numbers = [face.box.left, face.box.top, face.box.width, face.box.height, face.confidence]
      #expect(numbers.allSatisfy { Double(Float($0)) == $0 })
      #expect((0...100).contains(face.confidence))
    }
  }
}
