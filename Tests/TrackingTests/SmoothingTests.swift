import FrameveilTesting
import Geometry
import Testing
@testable import Tracking

@Suite(.blocking) struct SmoothingTests {
  /// A face that walks with varying speed, with jitter.
  private func walk(_ count: Int, interval: Int64, seed: UInt64) -> Track? {
    var state = seed
    var (x, speed) = (0.3, 0.1)
    func chance() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992 - 0.5
    }
    var track: Track?
    for index in 0..<count {
      speed += 0.1 * chance()
      x += speed * Double(interval) / 1000
      let box = Box(centerX: x + 0.004 * chance(), centerY: 0.5, width: 0.05 + 0.003 * chance(), height: 0.08)
      let time = MediaTime(nanoseconds: Int64(index) * interval * 1_000_000)
      let scene = MediaTime(nanoseconds: .min)..<MediaTime(nanoseconds: .max)
      let coordinates = FaceState.coordinates(of: box)
      let (observation, cameraSample) = (Observation(box: box), Camera.Sample(time: time))
      if track?.extend(to: observation, coordinates, at: cameraSample) == nil {
        track = Track(number: 0, observation, coordinates, at: cameraSample, in: scene, .none)
      }
    }
    return track
  }

  @Test(arguments: [Int64(100), 200, 333, 500, 1000], UInt64(1)...5)
  func `a lag of six samples differs from full smoothing by less than a thousandth of a face`(
    interval: Int64, seed: UInt64
  ) throws {
    let whole = try #require(walk(60, interval: interval, seed: seed))
    var exact = whole
    exact.smooth(
      upTo: MediaTime(nanoseconds: .max), finalizing: MediaTime(nanoseconds: .max), interval: .zero)
    for count in 7...60 {
      var lagged = try #require(walk(count, interval: interval, seed: seed))
      let newest = lagged.points[count - 7]
      lagged.smooth(upTo: newest.time, finalizing: newest.time, interval: .zero)
      let off = lagged.points[count - 7].smoothed.value - exact.points[count - 7].smoothed.value
      #expect(abs(off.x) < 0.001 * 0.05 && abs(off.y) < 0.001 * 0.08)
      #expect(abs(off.z) < 0.01 && abs(off.w) < 0.01)
    }
  }

  @Test func `the polynomials between two points equal the smoother`() throws {
    var track = try #require(walk(20, interval: 200, seed: 9))
    track.smooth(
      upTo: MediaTime(nanoseconds: .max), finalizing: MediaTime(nanoseconds: .max), interval: .zero)
    let (a, b) = (track.points[10], track.points[11])
    let polynomials = Interpolation(a, b)
    for part in [0, 0.07, 0.1, 0.199, 0.2] {
      let start = a.filtered.predicted(after: part)
      let end = start.predicted(after: 0.2 - part)
      let here = start.smoothed(after: 0.2 - part, predicted: end, next: b.smoothed)
      let (value, variance) = polynomials.state(after: part)
      for lane in 0..<4 {
        #expect(abs(here.value[lane] - value[lane]) < 1e-12)
        #expect(abs(here.variance[lane] / variance[lane] - 1) < 1e-9)
      }
    }
    #expect(abs(polynomials.state(after: 0).value.x - a.smoothed.value.x) < 1e-12)
    #expect(abs(polynomials.state(after: 0.2).variance.w / b.smoothed.variance.w - 1) < 1e-9)
  }

  @Test func `a prediction in two steps equals one in one step`() {
    let box = Box(left: 0.1, top: 0.2, width: 0.05, height: 0.07)
    let state = FaceState(box, at: FaceState.coordinates(of: box), commonVelocity: .zero)
    let once = state.predicted(after: 0.5)
    let twice = state.predicted(after: 0.2).predicted(after: 0.3)
    #expect(abs(once.variance.x / twice.variance.x - 1) < 1e-12)
    #expect(abs(once.covariance.w / twice.covariance.w - 1) < 1e-12)
  }
}
