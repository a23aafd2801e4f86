import FrameveilTesting
import Geometry
import Testing
@testable import Tracking

@Suite(.blocking) struct CameraTests {
  private let scene = MediaTime(nanoseconds: .min)..<MediaTime(nanoseconds: .max)

  /// A camera with samples at the given times, in milliseconds.
  private func camera(_ times: [Int64], _ shift: (Double) -> SIMD2<Double>) -> Camera {
    var camera = Camera()
    for time in times {
      camera.note(Camera.Sample(time: ms(time), shift: shift(Double(time) / 1000)), in: scene)
    }
    return camera
  }

  /// The maximum difference of two vectors' components.
  private func difference(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
    max(abs(a.x - b.x), abs(a.y - b.y))
  }

  @Test(arguments: [Int64(-300), 0, 130, 500, 640, 1000, 1400])
  func `a pan is linear between the samples and beyond them, without variance`(time: Int64) {
    func shift(_ t: Double) -> SIMD2<Double> { SIMD2(0.1 + 0.4 * t, -0.2 * t) }
    let offset = camera([0, 200, 480, 1000], shift).offset(at: ms(time), in: scene)
    #expect(difference(offset.shift, shift(Double(time) / 1000)) < 1e-12)
    #expect(difference(offset.variance, .zero) < 1e-24)
  }

  @Test func `an accelerating camera is on a curve through its samples`() {
    func shift(_ t: Double) -> SIMD2<Double> { SIMD2(t * t, 0) }
    let turning = camera([0, 200, 480, 1000], shift)
    for time in [Int64(200), 480] {
      #expect(
        difference(turning.offset(at: ms(time), in: scene).shift, shift(Double(time) / 1000)) < 1e-12)
    }
    for time in [Int64(250), 300, 400] {
      let offset = turning.offset(at: ms(time), in: scene)
      #expect(difference(offset.shift, shift(Double(time) / 1000)) < 1e-12)
      #expect(offset.variance.x > 0 && offset.variance.y == 0)
    }
  }

  @Test func `a shaking camera has a variance between its samples, not at them`() {
    let shaking = camera([0, 200, 400, 600]) { SIMD2($0 == 0.2 ? 0.05 : 0, 0) }
    #expect(shaking.offset(at: ms(300), in: scene).variance.x.squareRoot() > 0.01)
    #expect(shaking.offset(at: ms(400), in: scene).variance == .zero)
  }

  @Test func `the velocity is extrapolated, but not across a cut`() {
    let panning = camera(everyFifth(2)) { SIMD2(0.3 * $0, 0) }
    #expect(difference(panning.predictedShift(at: ms(2200), in: scene), SIMD2(0.66, 0)) < 1e-6)
    #expect(panning.predictedShift(at: ms(2200), in: ms(2100)..<ms(9000)) == SIMD2(0.6, 0))
  }

  @Test func `samples after a cut do not affect the shift before it`() {
    func shift(_ t: Double) -> SIMD2<Double> { t < 1.1 ? SIMD2(0.3 * t, 0) : SIMD2(7, 3 * t) }
    let cut = camera(everyFifth(2), shift)
    let (before, after) = (ms(-5000)..<ms(1100), ms(1100)..<ms(9000))
    #expect(difference(cut.offset(at: ms(900), in: before).shift, shift(0.9)) < 1e-12)
    #expect(difference(cut.offset(at: ms(1090), in: before).shift, shift(1.09)) < 1e-12)
    #expect(difference(cut.offset(at: ms(1110), in: after).shift, shift(1.11)) < 1e-12)
  }

  @Test(arguments: [Int64(0), 300, 1000, 1900])
  func `dropped samples do not change later shifts`(time: Int64) {
    let whole = camera(everyFifth(4)) { SIMD2($0 * $0, $0 * $0 * $0) }
    var rest = whole
    rest.forget(before: ms(time))
    for later in stride(from: time, through: 4400, by: 70) {
      let (a, b) = (whole.offset(at: ms(later), in: scene), rest.offset(at: ms(later), in: scene))
      #expect(a.shift == b.shift && a.variance == b.variance)
    }
  }

  // MARK: Effect on tracking

  /// Five slowly walking faces in front of a moving camera.
  private func faces(_ time: Int64, camera: (Double) -> Double) -> [Box] {
    let t = Double(time) / 1000
    return (0..<5).map { index in
      let own = 0.02 * Double(index - 2) * t
      return Box(
        centerX: 0.15 + 0.17 * Double(index) + own - camera(t), centerY: 0.2 + 0.13 * Double(index),
        width: 0.03,
        height: 0.06)
    }
  }

  /// A camera that starts to pan at two seconds.
  private func pan(_ t: Double) -> Double { 0.1 * max(0, t - 2) }

  @Test func `a lost face moves on with the detected ones`() {
    var tracker = tracker(TrackerOptions(margin: 0), times: everyFifth(4)) { time in
      Array(faces(time, camera: pan).dropFirst(time > 2000 ? 1 : 0))
    }
    for time in stride(from: Int64(2040), through: 2200, by: 40) {
      #expect(share(of: faces(time, camera: pan)[0], in: tracker.redactionBoxes(at: ms(time))) > 0.9)
    }
  }

  @Test func `a face that is detected once moves with the camera`() {
    var tracker = tracker(TrackerOptions(margin: 0), times: everyFifth(5)) { time in
      faces(time, camera: pan).enumerated().filter { time == 3000 || $0.offset != 2 }.map(\.element)
    }
    for time in stride(from: Int64(2800), through: 3200, by: 40) {
      #expect(share(of: faces(time, camera: pan)[2], in: tracker.redactionBoxes(at: ms(time))) > 0.9)
    }
  }

  @Test
  func
    `a face that is detected once moves with the common velocity of faces too few to estimate the camera motion`()
  {
    func shift(_ t: Double) -> Double { 0.1 * t }
    var tracker = tracker(TrackerOptions(margin: 0), times: everyFifth(5)) { time in
      faces(time, camera: shift).enumerated()
        .filter { $0.offset == 2 ? time == 4000 : $0.offset < 4 || time >= 2000 }.map(\.element)
    }
    for time in stride(from: Int64(3800), through: 4200, by: 40) {
      #expect(share(of: faces(time, camera: shift)[2], in: tracker.redactionBoxes(at: ms(time))) > 0.9)
    }
  }

  @Test func `one running face does not bias the camera motion`() {
    var tracker = tracker(TrackerOptions(margin: 0), times: everyFifth(4)) { time in
      let run = 0.12 * max(0, Double(time) / 1000 - 2)
      return faces(time) { _ in 0 }.enumerated().map { index, box in
        Box(left: box.left + (index == 4 ? run : 0), top: box.top, width: box.width, height: box.height)
      }
    }
    let redactionBoxes = tracker.redactionBoxes(at: ms(3100))
    #expect(redactionBoxes.count == 5 && tracker.trackCount == 5)
    // All others are covered as tightly as before.
    #expect(redactionBoxes.dropLast().allSatisfy { $0.box.width < 0.0375 })
  }

  @Test
  func `a translation that many pairs share by chance is rejected if individual motion explains the boxes`() {
    // In a row; alternating to the left and right, so that every second face moves to where its neighbour
    // might have.
    var tracker = tracker(times: [0, 200]) { time in
      (0..<8).map { index in
        let step = time == 0 ? 0 : index % 2 == 0 ? -0.035 : 0.035
        return Box(centerX: 0.1 + 0.1 * Double(index) + step, centerY: 0.5, width: 0.04, height: 0.06)
      }
    }
    #expect(tracker.trackCount == 8 && tracker.redactionBoxes(at: ms(100)).count == 8)
  }

  @Test
  func `a face that reappears where it was lost is covered in between, although the camera is extrapolated`()
  {
    // Five faces pan by; after a cut that is added late, a face stands still and is not detected for four
    // seconds.
    let stays = Box(centerX: 0.5, centerY: 0.5, width: 0.05, height: 0.08)
    var tracker = Tracker(TrackerOptions(margin: 0))
    for time in everyFifth(12) {
      let isMissed = (6200...10_000).contains(time)
      let boxes = time < 4000 ? faces(time) { 0.1 * $0 } : isMissed ? [] : [stays]
      tracker.add(time: ms(time), boxes.map { Observation(box: $0) })
    }
    tracker.cut(at: ms(4000))
    tracker.finish()
    let redactionBoxes = tracker.redactionBoxes(at: ms(8000))
    #expect(redactionBoxes.map(\.reason) == [.bridged])
    #expect(share(of: stays, in: redactionBoxes) > 0.95)
  }

  @Test func `a small bias between two detectors does not affect the camera velocity`() {
    // Each samples five times per second, a millisecond apart.
    let times = everyFifth(4).flatMap { [$0, $0 + 1] }
    var tracker = tracker(TrackerOptions(margin: 0), times: times) { time in
      faces(0) { _ in 0 }.map {
        Box(left: $0.left + (time % 200 == 1 ? 0.004 : 0), top: $0.top, width: $0.width, height: $0.height)
      }
    }
    #expect(tracker.trackCount == 5)
    #expect(tracker.redactionBoxes(at: ms(2100)).allSatisfy { $0.box.width < 0.06 })
  }
}
