import FrameveilTesting
import Geometry
import Testing

@testable import Tracking

/// Head-shaped regions: boxes with elliptic corners.
@Suite(.blocking) struct CornerTests {
  private let builder = RedactionBoxBuilder(deviations: 1.4, margin: 0.2, picture: .picture)

  /// Generated boxes: numbers of a linear congruential generator.
  private struct Numbers {
    var state: UInt64
    mutating func next(_ low: Double, _ high: Double) -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return low + (high - low) * Double(state >> 11) / 9_007_199_254_740_992
    }
    mutating func face() -> Box {
      Box(centerX: next(0, 1), centerY: next(0, 1), width: next(0.01, 0.3), height: next(0.01, 0.3))
    }
  }

  /// The ellipse in a box: points on its edge.
  private func edge(ofEllipseIn box: Box) -> [SIMD2<Double>] {
    // Rational points of the unit circle, mirrored into all quadrants.
    (0...16).flatMap { step -> [SIMD2<Double>] in
      let t = Double(step) / 16
      let point = SIMD2(1 - t * t, 2 * t) / (1 + t * t)
      return [(1.0, 1.0), (1, -1), (-1, 1), (-1, -1)].map { x, y in
        box.center + SIMD2(x, y) * point * box.size / 2
      }
    }
  }

  private func contains(_ region: RedactionBox, _ point: SIMD2<Double>) -> Bool {
    let half = region.box.size / 2
    let offset = point - region.box.center
    let distance = offset.replacing(with: -offset, where: offset .< .zero)
    guard (distance - half).max() < 1e-9 else { return false }
    let inner = half - region.cornerRadii
    let beyond = distance - inner
    guard beyond.min() > 0, region.cornerRadii.min() > 0 else { return true }
    let part = beyond / region.cornerRadii
    return (part * part).sum() < 1 + 1e-9
  }

  private func region(_ face: Box, _ growth: SIMD2<Double>) -> RedactionBox {
    let cover = builder.cover(face, growth)
    var region = RedactionBox(track: 0, box: cover.box, reason: .sample, confidence: 100)
    region.cornerRadii = cover.cornerRadii
    return region
  }

  /// The places of a face within its uncertainty, with the margin: the corners, and the middle.
  private func places(_ face: Box, _ growth: SIMD2<Double>) -> [Box] {
    [(-1.0, -1.0), (-1, 1), (1, -1), (1, 1), (0, 0)].map { x, y in
      Box(
        centerX: face.centerX + x * growth.x * 1.4, centerY: face.centerY + y * growth.y * 1.4,
        width: face.width * 1.4, height: face.height * 1.4)
    }
  }

  @Test(arguments: UInt64(1)...50)
  func `a region contains the face's ellipse, with the margin, wherever it may be`(seed: UInt64) {
    var numbers = Numbers(state: seed)
    let (face, growth) = (numbers.face(), SIMD2(numbers.next(0, 0.1), numbers.next(0, 0.1)))
    let region = region(face, growth)
    #expect((region.cornerRadii * 2 - region.box.size).max() < 1e-12)
    for point in places(face, growth).flatMap(edge) { #expect(contains(region, point)) }
  }

  @Test(arguments: UInt64(1)...50)
  func `a union of regions contains the ellipses of all its faces`(seed: UInt64) {
    var numbers = Numbers(state: seed)
    let faces = (0..<3).map { _ in (numbers.face(), SIMD2(numbers.next(0, 0.1), numbers.next(0, 0.1))) }
    var union = region(faces[0].0, faces[0].1)
    for face in faces.dropFirst() { union.formUnion(region(face.0, face.1)) }
    for (face, growth) in faces {
      for point in places(face, growth).flatMap(edge) { #expect(contains(union, point)) }
    }
  }

  @Test func `a union with a plain box is a plain box`() {
    var union = region(Box(left: 0.4, top: 0.4, width: 0.1, height: 0.1), .zero)
    union.formUnion(RedactionBox(track: 0, box: .picture, reason: .sample, confidence: 100))
    #expect(union.cornerRadii == .zero)
  }

  @Test func `the corners are those of the mean face, which uncertainty does not change`() {
    let samples = crowd(seed: 1)
    let boxes = redactionBoxes(of: samples).joined()
    #expect(!boxes.isEmpty)
    #expect(
      boxes.allSatisfy { $0.cornerRadii.min() > 0 && (2 * $0.cornerRadii - $0.box.size).max() <= 1e-12 })
  }

  /// Someone walks towards the camera and out of the frame: 1 / distance.
  @Test func `beyond the end of someone who approaches, the region does not explode`() {
    let times = Array(stride(from: Int64(0), through: 2500, by: 500))
    let face = { (time: Int64) -> Box in
      let scale = 1 / (4.4 - 1.2 * Double(time) / 1000)
      return Box(centerX: 0.5, centerY: 0.2 + 0.5 * scale, width: 0.2 * scale, height: 0.3 * scale)
    }
    var tracker = tracker(times: times) { [face($0)] }
    let last = face(2500)
    for time in stride(from: Int64(2500), through: 3500, by: 40) {
      for region in tracker.redactionBoxes(at: ms(time)) { #expect(region.box.area < 6 * last.area) }
    }
  }

  @Test func `sizes in a hole stay within those at its ends`() {
    let times: [Int64] = [0, 200, 400, 600, 800, 4800, 5000, 5200, 5400, 5600]
    let size = { (time: Int64) in
      time <= 800 ? 0.05 + 0.00005 * Double(time) : 0.09 - 0.00005 * Double(time - 4800)
    }
    var tracker = tracker(TrackerOptions(coverage: 0.5, margin: 0), times: times) { time in
      [Box(centerX: 0.5, centerY: 0.5, width: size(time), height: size(time))]
    }
    for time in stride(from: Int64(800), through: 4800, by: 40) {
      for region in tracker.redactionBoxes(at: ms(time)) { #expect(region.box.width < 0.11) }
    }
  }
}
