import FrameveilTesting
import Geometry
import Testing
import Tracking

@Suite(.blocking) struct TrackerTests {
  let box = Box(left: 0.4, top: 0.4, width: 0.1, height: 0.1)

  @Test func `without detections there are no redaction boxes`() {
    var empty = tracker(times: everyFifth(2)) { _ in [] }
    #expect(empty.redactionBoxes(at: ms(400)).isEmpty)
    #expect(empty.trackCount == 0)
  }

  @Test(arguments: [0.0, 0.1, 0.4], [Int64(100), 200, 500])
  func `a face with constant velocity is covered completely in every frame by one track`(
    speed: Double, interval: Int64
  ) {
    func face(_ time: Int64) -> Box {
      Box(centerX: 0.1 + speed * Double(time) / 4000, centerY: 0.5, width: 0.05, height: 0.08)
    }
    let times = (0...Int(4000 / interval)).map { Int64($0) * interval }
    var walk = tracker(times: times) { [face($0)] }
    for time in stride(from: Int64(0), through: 4000, by: 40) {
      let redactionBoxes = walk.redactionBoxes(at: ms(time))
      #expect(redactionBoxes.map(\.track) == [0])
      #expect(share(of: face(time), in: redactionBoxes) > 0.999)
    }
    #expect(walk.trackCount == 1)
  }

  @Test(arguments: [
    (Int64(780), false), (800, true), (1100, true), (3100, true), (3200, true), (3220, false),
  ])
  func `a redaction box extends one interval beyond both ends of a track`(time: Int64, isCovered: Bool) {
    var seen = tracker(times: everyFifth(5)) { (1000...3000).contains($0) ? [box] : [] }
    #expect(seen.redactionBoxes(at: ms(time)).isEmpty == !isCovered)
  }

  @Test(arguments: [(Int64(480), true), (1000, true), (1500, false)])
  func `a first sample within two intervals extends back to the first frame`(first: Int64, reaches: Bool) {
    var late = tracker(times: [first, first + 520, first + 1000, first + 1520, first + 2000]) { _ in [box] }
    #expect(late.redactionBoxes(at: .zero).map(\.reason) == (reaches ? [.extended] : []))
  }

  @Test(arguments: [
    (Int64(1000), RedactionBox.Reason.sample), (1100, .between), (2000, .bridged), (4100, .extended),
  ])
  func `a redaction box has a reason`(time: Int64, reason: RedactionBox.Reason) {
    var seen = tracker(times: everyFifth(6)) { $0 <= 4000 && !(1300...2900).contains($0) ? [box] : [] }
    #expect(seen.redactionBoxes(at: ms(time)).map(\.reason) == [reason])
  }

  @Test func `beyond an end, a redaction box contains the face at constant and at reduced speed`() {
    func face(_ time: Int64) -> Box {
      Box(centerX: 0.1 + 0.2 * Double(time) / 1000, centerY: 0.5, width: 0.05, height: 0.08)
    }
    var seen = tracker(TrackerOptions(coverage: 0.5, margin: 0), times: everyFifth(6)) {
      $0 <= 3000 ? [face($0)] : []
    }
    for time in [Int64(3100), 3200] {
      let redactionBoxes = seen.redactionBoxes(at: ms(time))
      #expect(share(of: face(time), in: redactionBoxes) > 0.95)
      #expect(share(of: face(1500 + time / 2), in: redactionBoxes) > 0.95)
    }
  }

  @Test func `behind a face that leaves the frame nothing is redacted`() {
    func face(_ time: Int64) -> Box {
      Box(centerX: 0.94 - 0.2 * Double(time) / 1000, centerY: 0.5, width: 0.05, height: 0.08)
    }
    var seen = tracker(TrackerOptions(margin: 0), times: everyFifth(8)) {
      (0...4600).contains($0) ? [face($0)] : []
    }
    let redactionBoxes = seen.redactionBoxes(at: ms(4960))
    #expect(redactionBoxes.map(\.reason) == [.extended])
    #expect(redactionBoxes.allSatisfy { $0.box.right < face(4600).right })
  }

  @Test func `the confidence is that of the nearest sample`() {
    var tracker = Tracker()
    tracker.add(time: ms(0), [Observation(box: box, confidence: 99)])
    tracker.add(time: ms(200), [Observation(box: box, confidence: 51)])
    tracker.finish()
    #expect(tracker.redactionBoxes(at: ms(80)).map(\.confidence) == [99])
    #expect(tracker.redactionBoxes(at: ms(120)).map(\.confidence) == [51])
  }

  @Test func `samples out of order and after the end are ignored`() {
    var tracker = Tracker()
    tracker.add(time: ms(200), [Observation(box: box)])
    tracker.add(time: ms(200), [Observation(box: Box(left: 0, top: 0, width: 0.1, height: 0.1))])
    tracker.add(time: ms(100), [Observation(box: box)])
    tracker.decide(upTo: ms(200))
    tracker.add(time: ms(200), [Observation(box: Box(left: 0, top: 0, width: 0.1, height: 0.1))])
    tracker.finish()
    tracker.add(time: ms(400), [Observation(box: Box(left: 0.8, top: 0, width: 0.1, height: 0.1))])
    #expect(tracker.trackCount == 1)
  }

  @Test(arguments: [
    Box(left: 0.5, top: 0.5, width: 0, height: 0), Box(left: -0.4, top: -0.3, width: 0.3, height: 0.2),
    Box(left: 0.9, top: 0.9, width: 3, height: 3), Box(left: 0.5, top: 0.5, width: 1e-9, height: 0.5),
  ])
  func `degenerate boxes are covered, too`(box: Box) {
    var odd = tracker(times: everyFifth(2)) { _ in [box] }
    let redactionBoxes = odd.redactionBoxes(at: ms(1100))
    #expect(redactionBoxes.count == 1)
    #expect(
      redactionBoxes.allSatisfy {
        $0.box.width.isFinite && $0.box.left <= box.left && $0.box.bottom >= box.bottom
      })
  }

  @Test func `more coverage and a larger margin give a larger area`() {
    let samples = crowd(seed: 3)
    func area(_ options: TrackerOptions) -> Double {
      redactionBoxes(of: samples, options).joined().map(\.box.area).reduce(0, +)
    }
    let areas = [
      area(TrackerOptions(coverage: 0.5, margin: 0)), area(TrackerOptions(coverage: 0.9, margin: 0)),
      area(TrackerOptions(coverage: 0.99, margin: 0)), area(TrackerOptions(coverage: 0.99, margin: 0.1)),
    ]
    #expect(areas == areas.sorted())
  }
}
