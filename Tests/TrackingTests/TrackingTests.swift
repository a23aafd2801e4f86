import Geometry
import Testing
import Tracking

/// Instants in milliseconds, as tests write them.
func ms(_ value: Int64) -> MediaTime { MediaTime(nanoseconds: value * 1_000_000) }

/// A tracker that has seen samples at `times`, in each the boxes of `faces` there.
func tracker(
  _ options: TrackerOptions = TrackerOptions(), times: [Int64], faces: (Int64) -> [Box]
) -> Tracker {
  var tracker = Tracker(options)
  for time in times { tracker.add(time: ms(time), faces(time).map { Observation(box: $0) }) }
  tracker.finish()
  return tracker
}

@Suite struct TrackerTests {
  let times = Array(stride(from: Int64(0), through: 4000, by: 200))

  @Test func `a face walking evenly is covered on every frame by one track`() {
    func face(_ time: Int64) -> Box {
      Box(centerX: 0.1 + 0.0001 * Double(time), centerY: 0.5, width: 0.05, height: 0.08)
    }
    var tracker = tracker(times: times) { [face($0)] }
    for time in stride(from: Int64(0), through: 4000, by: 40) {
      let covers = tracker.covers(at: ms(time))
      #expect(covers.count == 1)
      #expect(covers.first?.track == 0)
      #expect((covers.first?.box.intersection(face(time))?.area ?? 0) > 0.999 * face(time).area)
    }
    #expect(tracker.trackCount == 1)
  }

  @Test(arguments: [(Int64(500), false), (800, true), (1100, true), (4150, true), (4500, false)])
  func `a cover reaches an interval beyond both ends`(time: Int64, isCovered: Bool) {
    let box = Box(left: 0.4, top: 0.4, width: 0.1, height: 0.1)
    var tracker = tracker(times: times) { $0 >= 1000 ? [box] : [] }
    #expect(tracker.covers(at: ms(time)).isEmpty == !isCovered)
  }

  @Test func `the first sample reaches back to the first frame`() {
    let box = Box(left: 0.4, top: 0.4, width: 0.1, height: 0.1)
    var late = tracker(times: [480, 1000, 1480, 2000]) { _ in [box] }
    #expect(late.covers(at: .zero).map(\.reason) == [.extended])
  }

  @Test func `nothing is tracked across a cut`() {
    let box = Box(left: 0.4, top: 0.4, width: 0.1, height: 0.1)
    var tracker = Tracker()
    tracker.cut(at: ms(1100))
    for time in times { tracker.add(time: ms(time), [Observation(box: box)]) }
    tracker.finish()
    #expect(tracker.covers(at: ms(1099)).map(\.track) == [0])
    #expect(tracker.covers(at: ms(1100)).map(\.track) == [1])
    #expect(tracker.trackCount == 2)
  }

  @Test func `a hole is bridged by one track`() {
    let box = Box(left: 0.4, top: 0.4, width: 0.1, height: 0.1)
    var tracker = tracker(times: times) { $0 < 1000 || $0 > 3000 ? [box] : [] }
    #expect(tracker.covers(at: ms(2000)).map(\.reason) == [.bridged])
    #expect(tracker.trackCount == 1)
  }
}
