import Geometry
import Testing
import Tracking

@Suite struct CutTests {
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
    #expect(seen.covers(at: ms(1000)).map(\.track) == [0])
    #expect(seen.covers(at: ms(1099)).map(\.track) == [0])
    #expect(seen.covers(at: ms(1100)).map(\.track) == [1])
    #expect(seen.trackCount == 2)
  }

  @Test func `a cover reaches to the cut and not beyond`() {
    var tracker = Tracker()
    tracker.cut(at: ms(1350))
    for time in everyFifth(4) { tracker.add(time: ms(time), time <= 1000 ? [Observation(box: box)] : []) }
    tracker.finish()
    #expect(tracker.covers(at: ms(1349)).map(\.reason) == [.extended])
    #expect(tracker.covers(at: ms(1350)).isEmpty)
  }
}
