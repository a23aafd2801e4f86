import FrameveilTesting
import Geometry
import Testing
@testable import Tracking

@Suite(.blocking) struct TrackletsTests {
  private var state: UInt64 = 0

  private mutating func chance() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / 9_007_199_254_740_992 - 0.5
  }

  /// A track of `count` samples from a time and a position on, at a speed in frame sizes per second.
  private mutating func track(
    _ count: Int, from start: MediaTime, at place: SIMD2<Double>, _ speed: SIMD2<Double>, size: Double
  ) throws -> Track {
    let scene = MediaTime(nanoseconds: .min)..<MediaTime(nanoseconds: .max)
    let commonVelocity = SIMD2(chance(), chance()) * size
    var track: Track?
    for index in 0..<count {
      let now = place + speed * (Double(index) * 0.2)
      let box = Box(centerX: now.x, centerY: now.y, width: size, height: size * (1.3 + 0.1 * chance()))
      let identity: Int64? = chance() < 0 ? nil : chance() < 0 ? 1 : 2
      let observation = Observation(box: box, identity: identity)
      let cameraSample = Camera.Sample(time: start + ms(Int64(index) * 200), commonVelocity: commonVelocity)
      if track?.extend(to: observation, FaceState.coordinates(of: box), at: cameraSample) == nil {
        track = Track(
          number: 0, observation, FaceState.coordinates(of: box), at: cameraSample, in: scene, .none)
      }
    }
    return try #require(track)
  }

  /// Gating never excludes an admissible pair: a head that was lost for up to eight seconds, and tails near
  /// its predicted position, some as fast as a camera pan; some have identities.
  @Test(arguments: 1...1000)
  mutating func `gating finds the same tails as exhaustive evaluation`(seed: Int) throws {
    state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    let size = 0.02 + 0.05 * (chance() + 0.5)
    let speed = SIMD2(chance(), 0.3 * chance()) * (16 * size)
    let head = try track(1 + seed % 12, from: .zero, at: SIMD2(0.5, 0.5), speed, size: size)
    let time = head.span.upperBound + ms(200 + Int64((chance() + 0.5) * 8000))
    let lost = (time - head.span.upperBound).seconds
    let place = head.points[head.points.endIndex - 1].filtered.value.lowHalf + speed * lost
    let tails = try (0..<(1 + seed % 5)).map { index in
      let off = SIMD2(chance(), chance()) * (Double(index) * size * (1 + lost))
      let (count, own) = (seed % 2 == 0 ? 4 : 1 + (seed + index) % 4, size * (1 + 0.2 * chance() * lost))
      return Tail(
        try track(count, from: time, at: place + off, speed * (1 + 0.2 * chance()), size: own), from: time)
    }
    let gone = Head(head, 0, before: time)
    let state = gone.state.predicted(after: (time - gone.time).seconds)
    let costs = tails.map { Likelihood.cost(state, linking: $0, within: Likelihood.linkGate) }
    let weighted = zip(costs, tails).map { Likelihood.weighted($0, gone.identity, $1.identity) }

    let starts = Tracklets(Array(tails.indices), of: tails, at: time)
    var candidates = Candidates(rows: 1)
    starts.addLinks(from: gone, tails, &candidates)
    #expect(Set(candidates.columns) == Set(tails.indices.filter { weighted[$0] < .infinity }))
    #expect(zip(candidates.columns, candidates.costs).allSatisfy { weighted[$0] == $1 })
  }
}
