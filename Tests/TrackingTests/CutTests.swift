import FrameveilTesting
import Geometry
import Testing
import Tracking

@Suite(.blocking) struct CutTests {
  let box = Box(left: 0.4, top: 0.4, width: 0.1, height: 0.1)

  /// A face that stays in place across a cut at 1100 ms, which is added before a sample or at the end.
  private func tracker(cutAddedAt added: Int64) -> Tracker {
    var tracker = Tracker()
    for time in everyFifth(4) {
      if time >= added { tracker.cut(at: ms(1100)) }
      tracker.add(time: ms(time), [Observation(box: box)])
    }
    tracker.finish()
    return tracker
  }

  @Test(arguments: [Int64(0), 1000, 1200, 2400])
  func `no track crosses a cut, whether it is added early or late`(added: Int64) {
    var seen = tracker(cutAddedAt: added)
    #expect(seen.redactionBoxes(at: ms(1000)).map(\.track) == [0])
    #expect(seen.redactionBoxes(at: ms(1099)).map(\.track) == [0])
    #expect(seen.redactionBoxes(at: ms(1100)).map(\.track) == [1])
    #expect(seen.trackCount == 2)
  }

  /// Two scenes with a walking face each; the second starts near the first and is faster.
  @Test(arguments: [Int64(1000), 1200, 2400])
  func `redaction boxes before a cut do not depend on when it is added`(added: Int64) {
    func redactionBoxes(added: Int64) -> [RedactionBox] {
      var tracker = Tracker()
      for time in everyFifth(4) {
        if time >= added { tracker.cut(at: ms(1100)) }
        let (place, pace) = time < 1100 ? (0.3, 0.02) : (0.24, 0.08)
        let left = place + pace * Double(time) / 1000
        tracker.add(time: ms(time), [Observation(box: Box(left: left, top: 0.4, width: 0.1, height: 0.1))])
      }
      tracker.finish()
      return stride(from: Int64(0), to: 2000, by: 50).flatMap { tracker.redactionBoxes(at: ms($0)) }
    }
    #expect(redactionBoxes(added: added).map(\.box) == redactionBoxes(added: 0).map(\.box))
  }

  @Test func `a redaction box extends to the cut and not beyond`() {
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

  /// The number of values in a tracker after some seconds with one cut each.
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
  func `a tracker's memory does not grow with the length of a video with many cuts`(isGuided: Bool) {
    #expect(held(after: 400, isGuided: isGuided) == held(after: 100, isGuided: isGuided))
  }
}
