import FrameveilTesting
import Geometry
import Testing
import Tracking

/// Data association of detections and tracks.
@Suite(.blocking) struct AssociationTests {
  /// The track whose redaction box has the highest IoU with a box.
  private func track(on box: Box, _ redactionBoxes: [RedactionBox]) -> Int? {
    redactionBoxes.max { $0.box.iou(box) < $1.box.iou(box) }?.track
  }

  private func face(_ x: Double, _ y: Double = 0.5) -> Box {
    Box(centerX: x, centerY: y, width: 0.04, height: 0.07)
  }

  @Test(arguments: [0.10, 0.15, 0.20])
  func `two crossing faces keep their tracks`(speed: Double) {
    func left(_ time: Int64) -> Box { face(0.5 + speed * (Double(time) / 1000 - 2), 0.50) }
    func right(_ time: Int64) -> Box { face(0.5 - speed * (Double(time) / 1000 - 2), 0.51) }
    var crossing = tracker(times: everyFifth(4)) { [left($0), right($0)] }
    let before = crossing.redactionBoxes(at: ms(200))
    let after = crossing.redactionBoxes(at: ms(3800))
    #expect(track(on: left(200), before) == track(on: left(3800), after))
    #expect(track(on: right(200), before) == track(on: right(3800), after))
    #expect(crossing.trackCount == 2)
  }

  @Test func `a false positive does not divert a track`() {
    func walker(_ time: Int64) -> Box { face(0.2 + 0.05 * Double(time) / 1000) }
    var seen = tracker(times: everyFifth(4)) { time in
      time == 2000 ? [face(walker(time).centerX + 0.05, 0.56)] : [walker(time)]
    }
    for time in stride(from: Int64(1600), through: 2400, by: 40) {
      #expect(share(of: walker(time), in: seen.redactionBoxes(at: ms(time))) > 0.95)
    }
  }

  @Test func `missed detections do not end a track`() {
    func walker(_ time: Int64) -> Box { face(0.1 + 0.1 * Double(time) / 1000) }
    var seen = tracker(times: everyFifth(5)) { [2000, 2200, 3000].contains($0) ? [] : [walker($0)] }
    #expect(seen.trackCount == 1)
    for time in stride(from: Int64(1800), through: 3200, by: 40) {
      #expect(share(of: walker(time), in: seen.redactionBoxes(at: ms(time))) > 0.9)
    }
  }

  @Test func `a gap is not bridged if its sides cannot be one face`() {
    var seen = tracker(times: everyFifth(6)) { time in
      time < 1500 ? [face(0.1)] : time > 4500 ? [Box(left: 0.7, top: 0.1, width: 0.2, height: 0.35)] : []
    }
    #expect(seen.trackCount == 2)
    #expect(seen.redactionBoxes(at: ms(1500)).map(\.track) == [0])
    #expect(seen.redactionBoxes(at: ms(3000)).isEmpty)
    #expect(seen.redactionBoxes(at: ms(4500)).map(\.track) == [1])
  }

  @Test(arguments: [(Int64(3000), 1), (1000, 2)])
  func `a gap longer than maxGap is not bridged`(gap: Int64, tracks: Int) {
    let seen = tracker(TrackerOptions(maxGap: ms(gap)), times: everyFifth(6)) { time in
      (1300...3300).contains(time) ? [] : [face(0.5)]
    }
    #expect(seen.trackCount == tracks)
  }

  @Test(arguments: [(Int64(2000), 1), (1999, 2), (0, 3)])
  func `nor one between two consecutive samples`(gap: Int64, tracks: Int) {
    let seen = tracker(TrackerOptions(maxGap: ms(gap)), times: [0, 1000, 3000]) { time in
      gap == 0 || time > 0 ? [face(0.5)] : []
    }
    #expect(seen.trackCount == tracks)
  }

  @Test func `identities decide if motion is ambiguous`() {
    // Two faces disappear side by side, and one reappears in the middle between them.
    func run(_ first: Int64?, _ second: Int64?) -> [Int] {
      var tracker = Tracker()
      for time in everyFifth(2) {
        tracker.add(
          time: ms(time),
          [
            Observation(box: face(0.5, 0.45), identity: first),
            Observation(box: face(0.5, 0.55), identity: second),
          ])
      }
      tracker.add(time: ms(3000), [Observation(box: face(0.5, 0.50), identity: second)])
      tracker.finish()
      return tracker.redactionBoxes(at: ms(3000)).map(\.track)
    }
    #expect(run(7, 8) == [1])
    #expect(run(8, 7) == [1])
    #expect(run(7, 8).count == 1)
  }

  @Test func `wrong identities do not split a track with unambiguous motion`() {
    var tracker = Tracker()
    for (index, time) in everyFifth(3).enumerated() {
      tracker.add(time: ms(time), [Observation(box: face(0.3), identity: Int64(index))])
    }
    tracker.finish()
    #expect(tracker.trackCount == 1)
  }
}
