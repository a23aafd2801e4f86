import Detections
import FrameveilTesting
import Geometry
import OpenCV
import Testing

@testable import FaceDetection

/// Text that ffmpeg writes on a frame of the sample.
@Suite(
  .blocking,
  .enabled(if: (try? InferenceRuntime.found(.openVINO)) != nil, "OpenVINO is not installed: make runtime"))
struct TextDetectorTests {
  private static let size = FrameSize(width: 1280, height: 720)

  /// White letters of a height on a dark bar, whose text is inside the box.
  private static func line(_ height: Int) -> (filter: String, box: Box) {
    let (x, y, width, bar) = (200, 560, 12 * height, height + 16)
    let filter =
      "drawbox=x=\(x - 8):y=\(y - 8):w=\(width):h=\(bar):color=0x202830:t=fill,"
      + "drawtext=font=DejaVu Sans:text=AB 12 CD 345:fontsize=\(height):fontcolor=white:x=\(x):y=\(y)"
    // The ink of capitals begins below the top of the line, and ends above its bottom.
    let ink = (top: Double(y) + 0.15 * Double(height), height: 0.7 * Double(height))
    return (
      filter,
      Box(
        left: Double(x) / 1280, top: ink.top / 720, width: 6.5 * Double(height) / 1280,
        height: ink.height / 720)
    )
  }

  private static func text(
    _ filters: String, tiles: Int = 1
  ) throws -> [DetectedBox] {
    let frame = try SampleFrame(filters: filters)
    let options = DetectionOptions()
    let detector = try TextDetector(
      model: .found(.text), inputSize: options.inputSize(for: size, finding: .text),
      minScore: options.minTextConfidence / 100, runtime: .found(.openVINO))
    let finder = ObjectFinder(
      detector: detector, size: size, orientation: .identity, tiles: TileGrid(side: tiles))
    return try frame.drawing.read { try finder.objects(in: $0) }
  }

  @Test(arguments: [12, 24, 60])
  func `a line of text is inside a box`(height: Int) throws {
    let (filter, box) = Self.line(height)
    let found = try Self.text(filter)
    // Redaction grows it by its margin, 20 % of each side.
    #expect(
      found.contains { $0.box.grown(by: 0.2).contains(box) && $0.subject == .text }, "\(box) in \(found)")
    // The box is not much larger than the line.
    let around = box.grown(by: 1)
    #expect(found.allSatisfy { around.contains($0.box) || $0.box.intersection(box) == nil }, "\(found)")
  }

  @Test func `a line in a tile and in the whole frame is inside a box`() throws {
    let (filter, box) = Self.line(16)
    #expect(try Self.text(filter, tiles: 2).contains { $0.box.grown(by: 0.2).contains(box) })
  }

  @Test func `a grey frame has no text`() throws {
    #expect(try Self.text("geq=lum=128:cb=128:cr=128").isEmpty)
  }
}

/// Boxes of drawn probability maps.
@Suite struct TextRegionsTests {
  private static let size = FrameSize(width: 160, height: 96)

  /// A map whose pixels inside a line of a thickness are 0.9.
  private func regions(from start: SIMD2<Double>, to end: SIMD2<Double>, thickness: Double) -> [TextRegion] {
    let along = (end - start) / ((end - start) * (end - start)).sum().squareRoot()
    let map: [Float] = (0..<Self.size.width * Self.size.height).map { pixel in
      let away = SIMD2(Double(pixel % Self.size.width) + 0.5, Double(pixel / Self.size.width) + 0.5) - start
      let (far, across) = ((away * along).sum(), abs(away.x * along.y - away.y * along.x))
      let length = ((end - start) * along).sum()
      return (0...length).contains(far) && across <= thickness / 2 ? 0.9 : 0.1
    }
    return map.withUnsafeBufferPointer { buffer in
      var regions = TextRegions(buffer, Self.size)
      return regions.all()
    }
  }

  @Test func `a level line grows by A·r over L`() throws {
    let found = regions(from: SIMD2(40, 40), to: SIMD2(120, 40), thickness: 10)
    let box = try #require(found.count == 1 ? found[0].box(in: Self.size) : nil)
    // 80 by 10 pixels: 1.6 · 800 / 180 on each side.
    let growth = 1.6 * 800 / 180
    #expect(abs(box.left * 160 - (40 - growth)) < 0.1 && abs(box.width * 160 - (80 + 2 * growth)) < 0.2)
    #expect(abs(box.top * 96 - (35 - growth)) < 0.1 && abs(box.height * 96 - (10 + 2 * growth)) < 0.2)
    #expect(abs(found[0].score - 0.9) < 1e-6)
  }

  @Test func `a slanted line grows towards its corners`() throws {
    let found = regions(from: SIMD2(40, 20), to: SIMD2(100, 80), thickness: 10)
    let box = try #require(found.count == 1 ? found[0].box(in: Self.size) : nil)
    // A corner of the drawn line, 5 across from its end, is 5/√2 beyond it along each axis; that of the grown rectangle
    // another √2 times the distance.
    let length = 60 * 2.0.squareRoot()
    let reach = (5 + 1.6 * length * 10 / (2 * (length + 10)) * 2) / 2.0.squareRoot()
    #expect(abs(box.left * 160 - (40 - reach)) < 1.5 && abs(box.top * 96 - (20 - reach)) < 1.5, "\(box)")
  }

  @Test func `two lines are two regions, and a speck is none`() {
    let map = (0..<Self.size.width * Self.size.height).map { pixel -> Float in
      let (row, column) = pixel.quotientAndRemainder(dividingBy: Self.size.width)
      if (20..<100).contains(column), (10..<18).contains(row) || (30..<38).contains(row) { return 1 }
      return row == 60 && column == 60 ? 1 : 0
    }
    map.withUnsafeBufferPointer { buffer in
      var regions = TextRegions(buffer, Self.size)
      let all = regions.all()
      #expect(all.count == 3)
      #expect(all.compactMap { $0.box(in: Self.size) }.count == 2)
    }
  }
}
