import FrameveilTesting
import Testing
@testable import Tracking

@Suite(.blocking) struct BucketIndexTests {
  /// A grid of points, only of those with even indices if `even`.
  private func grid(_ places: [SIMD2<Double>], even: Bool = false) -> (bucketIndex: BucketIndex, some: [Int])
  {
    let some = places.indices.filter { !even || $0 % 2 == 0 }
    return (BucketIndex(some) { places[$0] }, some)
  }

  private func found(_ bucketIndex: BucketIndex, near place: SIMD2<Double>, within reach: SIMD2<Double>)
    -> [Int]
  {
    var found: [Int] = []
    bucketIndex.forEach(near: place, within: reach) { found.append($0) }
    return found
  }

  @Test(
    arguments: [
      [], [0.5], [0.5, 0.5, 0.5], [0.9, 0.1, 0.5, 0.1, 0.7], [0.1, 0.11, 0.12, 40, 0.115, -3],
      (0..<100).map { Double($0 * 37 % 100) / 100 },
    ], [false, true])
  func `all points inside the gate are found once`(coordinates: [Double], even: Bool) {
    let places = coordinates.enumerated().map { SIMD2($1, coordinates[($0 + 1) % coordinates.count]) }
    let (bucketIndex, some) = grid(places, even: even)
    for x in [-4, 0.1, 0.115, 0.5, 0.7, 2, 40] {
      for reach in [
        SIMD2(0, 0), SIMD2(0.01, 1), SIMD2(0.4, 0.2), SIMD2(100, 0.01), SIMD2(repeating: .infinity),
      ] {
        let place = SIMD2(x, 0.5)
        let found = found(bucketIndex, near: place, within: reach)
        let near = some.filter {
          let difference = places[$0] - place
          return abs(difference.x) <= reach.x && abs(difference.y) <= reach.y
        }
        #expect(
          Set(found).isSuperset(of: near) && Set(found).isSubset(of: some) && Set(found).count == found.count)
      }
    }
  }

  @Test func `few points outside the gate are found`() {
    let (bucketIndex, _) = grid((0..<100).map { SIMD2(Double($0), 0) })
    for place in 0..<100 {
      #expect(found(bucketIndex, near: SIMD2(Double(place), 0), within: SIMD2(3, 1)).count <= 9)
      #expect(found(bucketIndex, near: SIMD2(Double(place), 2), within: SIMD2(3, 1)).isEmpty)
    }
  }

  @Test func `NaN and infinite coordinates are tolerated`() {
    let (bucketIndex, _) = grid([SIMD2(.nan, 0), SIMD2(0, .nan), SIMD2(.infinity, 0), SIMD2(1, 1)])
    let (wide, _) = grid([SIMD2(0, 0), SIMD2(.infinity, 0), SIMD2(1, 0)])
    #expect(Set(found(wide, near: .zero, within: SIMD2(.infinity, 1))).isSuperset(of: [0, 2]))
    #expect(found(bucketIndex, near: SIMD2(.nan, .nan), within: SIMD2(.nan, 1)).count <= 4)
  }
}
