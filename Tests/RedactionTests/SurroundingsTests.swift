import FrameveilTesting
import Geometry
import Redaction
import Testing

/// Effects computed from the surroundings: nothing of what is inside the masks is left.
@Suite(.blocking) struct SurroundingsTests {
  /// What all effects have in common but the pixels.
  struct Scene {
    let size: FrameSize
    let boxes: [MaskBox]
    let style: RedactionStyle
  }

  /// A frame and masks at random: of any size, over borders, overlapping, round or not.
  private func scene(_ effect: Effect, _ shape: MaskShape, _ random: inout SplitMix) throws -> Scene {
    let size = FrameSize(
      width: Int.random(in: 1...110, using: &random), height: Int.random(in: 1...90, using: &random))
    let boxes = (0..<Int.random(in: 1...4, using: &random)).map { index in
      let (width, height) = (
        Double.random(in: 0...0.8, using: &random), Double.random(in: 0...0.8, using: &random)
      )
      let box = Box(
        centerX: .random(in: -0.1...1.1, using: &random), centerY: .random(in: -0.1...1.1, using: &random),
        width: width, height: height)
      let round = Double.random(in: 0...0.5, using: &random)
      return MaskBox(box, cornerRadii: SIMD2(width, height) * round, face: index % 3)
    }
    var style = RedactionStyle(
      effect: effect, shape: shape, feather: [0, 0.05, 0.4].randomElement(using: &random) ?? 0,
      strength: .random(in: 0.05...0.5, using: &random))
    style.colour = RGBColour(red: 1, green: 0.5, blue: 0)
    style.picture = try Picture(
      size: FrameSize(width: 2, height: 1), pixels: [255, 0, 0, 255, 0, 0, 255, 128])
    return Scene(size: size, boxes: boxes, style: style)
  }

  /// For each plane, whether a value is replaced completely: there, two frames that differ everywhere become
  /// equal by a solid colour without a soft edge.
  private func inside(_ scene: Scene, _ format: Format) throws -> [[Bool]] {
    let solid = RedactionStyle(effect: .solid, shape: scene.style.shape, feather: 0)
    let (dark, light) = (
      TestFrame(format, scene.size) { _, _, _ in 50 }, TestFrame(format, scene.size) { _, _, _ in 200 }
    )
    let (one, other) = try (dark.hiding(scene.boxes, solid), light.hiding(scene.boxes, solid))
    return zip(one.planes, other.planes).map { zip($0.bytes, $1.bytes).map { $0 == $1 } }
  }

  private func noise(_ format: Format, _ size: FrameSize, _ random: inout SplitMix) -> TestFrame {
    var values = random
    random = SplitMix(seed: random.next())
    return TestFrame(format, size) { _, _, _ in UInt8.random(in: 16...235, using: &values) }
  }

  /// A frame with the values of another one where the masks are.
  private func replacing(_ frame: TestFrame, _ other: TestFrame, where inside: [[Bool]]) -> TestFrame {
    var result = frame
    for plane in result.planes.indices {
      for place in inside[plane].indices where inside[plane][place] {
        result.planes[plane].bytes[place] = other.planes[plane].bytes[place]
      }
    }
    return result
  }

  @Test(arguments: Format.allCases, Effect.allCases)
  func `frames that differ only under the masks become equal`(format: Format, effect: Effect) throws {
    var random = SplitMix(seed: 16)
    for round in 0..<8 {
      let scene = try scene(effect, round % 2 == 0 ? .box : .ellipse, &random)
      let inside = try inside(scene, format)
      let (one, face) = (noise(format, scene.size, &random), noise(format, scene.size, &random))
      let black = TestFrame(format, scene.size) { _, _, _ in 16 }
      let expected = try one.hiding(scene.boxes, scene.style)
      for other in [face, black] {
        let result = try replacing(one, other, where: inside).hiding(scene.boxes, scene.style)
        #expect(result == expected, "\(scene)")
      }
    }
  }

  @Test(arguments: Format.allCases)
  func `where nothing is outside there is grey`(format: Format) throws {
    let size = FrameSize(width: 33, height: 21)
    var random = SplitMix(seed: 1)
    for effect in [Effect.blur, .pixelate] {
      let hidden = try noise(format, size, &random).hiding(
        [MaskBox(.picture)], RedactionStyle(effect: effect))
      for plane in hidden.planes {
        let grey: ClosedRange<Double> = plane.layout.role == .luma ? 125...126 : 128...128
        for row in 0..<plane.rows {
          #expect((0..<plane.columns).allSatisfy { grey.contains(plane.value($0, row)) })
        }
      }
    }
  }

  @Test func `a face looks like what is around it`() throws {
    // A wall above, a dark shirt below, the face between them.
    let size = FrameSize(width: 200, height: 200)
    let face = Box(left: 0.35, top: 0.25, width: 0.3, height: 0.4)
    let before = TestFrame(.i420, size) { plane, _, y in plane > 0 ? 120 : y < 130 ? 190 : 40 }
    let after = try before.hiding([face], RedactionStyle()).planes[0]
    #expect(abs(after.value(100, 55) - 190) < 12)
    #expect(after.value(100, 128) < 130)
    let column = (52..<128).map { after.value(100, $0) }
    #expect(zip(column, column.dropFirst()).allSatisfy { abs($0 - $1) < 8 }, "\(column)")
  }

  @Test func `a bright pixel at the edge makes no streak`() throws {
    let size = FrameSize(width: 200, height: 200)
    let face = MaskBox(Box(left: 0.25, top: 0.25, width: 0.5, height: 0.5))
    for spot in 1...6 {
      let before = TestFrame(.gray, size) { _, x, y in
        x >= 150 && x < 150 + spot && (100..<100 + spot).contains(y) ? 235 : 60
      }
      let after = try before.hiding([face], RedactionStyle(shape: .box, feather: 0)).planes[0]
      let rows = (50..<150).map { row in (50..<150).map { after.value($0, row) }.max() ?? 0 }
      // The spot has the area of a few of a thousand pixels around it, and no row is far from its neighbours.
      #expect((rows.max() ?? 0) < 60 + 175 * 0.25, "\(spot)")
      #expect(zip(rows, rows.dropFirst()).allSatisfy { abs($0 - $1) < 6 }, "\(spot): \(rows)")
      #expect(after.value(60, 100) < 64)
    }
  }

  @Test(arguments: [Effect.blur, .pixelate])
  func `the hidden pixels of a still scene change less than those around them`(effect: Effect) throws {
    let size = FrameSize(width: 240, height: 180)
    var random = SplitMix(seed: 3)
    var frames: [TestFrame] = []
    for _ in 0..<12 {
      // Bright windows, stripes and a slope, with a camera's noise; a box that trembles by a percent.
      var noise = random
      random = SplitMix(seed: random.next())
      let before = TestFrame(.i420, size) { plane, x, y in
        let clean = plane > 0 ? 118 : x > 150 && y < 60 ? 220 : (y / 7) % 2 == 0 ? 60 + x / 4 : 90 + x / 4
        return UInt8(max(16, min(235, clean + Int.random(in: -4...4, using: &noise))))
      }
      let tremble = { (random: inout SplitMix) in Double.random(in: -0.004...0.004, using: &random) }
      let box = Box(
        centerX: 0.5 + tremble(&random), centerY: 0.5 + tremble(&random), width: 0.3 + tremble(&random),
        height: 0.5 + tremble(&random))
      frames.append(try before.hiding([box], RedactionStyle(effect: effect)))
    }
    let (inside, outside) = (change(frames, 90..<150, 60..<120), change(frames, 0..<60, 0..<180))
    #expect(inside <= outside, "\(inside) \(outside)")
  }

  /// The mean absolute change of luma from frame to frame.
  private func change(_ frames: [TestFrame], _ columns: Range<Int>, _ rows: Range<Int>) -> Double {
    let sums = zip(frames, frames.dropFirst()).map { one, next in
      rows.reduce(0.0) { sum, row in
        columns.reduce(sum) { $0 + abs(one.planes[0].value($1, row) - next.planes[0].value($1, row)) }
      }
    }
    return sums.reduce(0, +) / Double(sums.count * columns.count * rows.count)
  }
}
