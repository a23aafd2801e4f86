import Geometry
import Testing

@Suite struct PolygonTests {
  /// An L shape: the square from 0.1 to 0.9 without its upper right quarter.
  private let shape = Polygon([
    SIMD2(0.1, 0.1), SIMD2(0.5, 0.1), SIMD2(0.5, 0.5), SIMD2(0.9, 0.5), SIMD2(0.9, 0.9), SIMD2(0.1, 0.9),
  ])

  @Test(
    arguments: [
      (0.3, 0.3, true), (0.7, 0.7, true), (0.3, 0.7, true), (0.7, 0.3, false), (0.05, 0.5, false),
      (0.95, 0.7, false), (0.3, 0.05, false), (0.3, 0.95, false), (0.3, 0.5, true),
    ] as [(Double, Double, Bool)])
  func `a point is inside or outside`(x: Double, y: Double, isInside: Bool) throws {
    #expect(try #require(shape).contains(SIMD2(x, y)) == isInside)
  }

  @Test(
    arguments: [
      (Box(left: 0.2, top: 0.2, width: 0.1, height: 0.1), true, true),
      (Box(left: 0.6, top: 0.2, width: 0.1, height: 0.1), false, false),
      (Box(left: 0.45, top: 0.2, width: 0.1, height: 0.1), true, false),
      // Its corners are inside, but not the notch.
      (Box(left: 0.2, top: 0.45, width: 0.6, height: 0.4), true, false),
      (Box(left: 0, top: 0, width: 1, height: 1), true, false),
      // Contains only a corner of the polygon.
      (Box(left: 0.85, top: 0.85, width: 0.1, height: 0.1), true, false),
      (Box(left: 0.52, top: 0.1, width: 0.3, height: 0.39), false, false),
    ] as [(Box, Bool, Bool)])
  func `a box intersects, is inside, or neither`(box: Box, touches: Bool, isInside: Bool) throws {
    #expect(try #require(shape).touches(box) == touches)
    #expect(try #require(shape).contains(box) == isInside)
  }

  @Test func `a polygon without area is rejected`() {
    #expect(Polygon([]) == nil)
    #expect(Polygon([SIMD2(0, 0), SIMD2(1, 1)]) == nil)
    #expect(Polygon([SIMD2(0, 0), SIMD2(0.5, 0.5), SIMD2(1, 1)]) == nil)
  }
}
