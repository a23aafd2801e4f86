import FrameveilTesting
import Geometry
import Testing
import Tracking

@Suite(.blocking) struct CutTests {
  let box = Box(left: 0.4, top: 0.4, width: 0.1, height: 0.1)

  /// A face that stays in place across a cut at 1100 ms, which is told before some sample or at the end.
  private func tracker(cutToldAt told: Int64) -> Tracker {
    var tracker = Tracker()
    for time in everyFifth(4) {
      if time >= told { tracker.cut(at: ms(1100)) }
      tracker.add(time: ms(time), [Observation(box: box)])
    }
    tracker.finish()
    return tracker
  }

  @Test(arguments: [Int64(0), 1000, 1200, 2400])
  func `nothing is tracked across a cut, told early or late`(told: Int64) {
    var seen = tracker(cutToldAt: told)
    #expect(seen.redactionBoxes(at: ms(1000)).map(\.track) == [0])
    #expect(seen.redactionBoxes(at: ms(1099)).map(\.track) == [0])
    #expect(seen.redactionBoxes(at: ms(1100)).map(\.track) == [1])
    #expect(seen.trackCount == 2)
  }

  /// Two scenes in which a face walks: and from the cut on a face near it that walks faster.
  @Test(arguments: [Int64(1000), 1200, 2400])
  func `redactionBoxes before a cut told late are those of a cut told early`(told: Int64) {
    func redactionBoxes(told: Int64) -> [RedactionBox] {
      var tracker = Tracker()
      for time in everyFifth(4) {
        if time >= told { tracker.cut(at: ms(1100)) }
        let (place, pace) = time < 1100 ? (0.3, 0.02) : (0.24, 0.08)
        let left = place + pace * Double(time) / 1000
        tracker.add(time: ms(time), [Observation(box: Box(left: left, top: 0.4, width: 0.1, height: 0.1))])
      }
      tracker.finish()
      return stride(from: Int64(0), to: 2000, by: 50).flatMap { tracker.redactionBoxes(at: ms($0)) }
    }
    #expect(redactionBoxes(told: told).map(\.box) == redactionBoxes(told: 0).map(\.box))
  }

  @Test func `a redactionBox reaches to the cut and not beyond`() {
    var tracker = Tracker()
    tracker.cut(at: ms(1350))
    for time in everyFifth(4) { tracker.add(time: ms(time), time <= 1000 ? [Observation(box: box)] : []) }
    tracker.finish()
    #expect(tracker.redactionBoxes(at: ms(1349)).map(\.reason) == [.extended])
    #expect(tracker.redactionBoxes(at: ms(1350)).isEmpty)
  }

  private struct NoEvidence: MotionEvidence {
    func path(of box: Box, seenAt time: MediaTime, _ direction: FlowPath.Direction) -> FlowPath? {
      nil
    }
  }

  /// How many values a tracker holds after some seconds with a cut each.
  private func held(after seconds: Int64, isGuided: Bool) -> Int {
    func count(_ value: Any) -> Int { Mirror(reflecting: value).children.reduce(1) { $0 + count($1.value) } }
    var tracker = Tracker()
    for time in stride(from: Int64(0), to: seconds * 1000, by: 200) {
      if time % 1000 == 0 { tracker.cut(at: ms(time)) }
      tracker.add(time: ms(time), [Observation(box: box)])
      tracker.decide(upTo: ms(time))
      _ =
        isGuided
        ? tracker.redactionBoxes(at: ms(time), guidedBy: NoEvidence()) : tracker.redactionBoxes(at: ms(time))
    }
    return count(tracker)
  }

  @Test(arguments: [false, true])
  func `what a tracker holds does not grow with the length of a video full of cuts`(isGuided: Bool) {
    #expect(held(after: 400, isGuided: isGuided) == held(after: 100, isGuided: isGuided))
  }
}
