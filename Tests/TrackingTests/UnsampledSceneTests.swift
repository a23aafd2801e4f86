import FrameveilTesting
import Geometry
import Testing
import Tracking

/// Scenes that have no sample.
@Suite(.blocking) struct UnsampledSceneTests {
  private static let left = Box(left: 0.1, top: 0.4, width: 0.1, height: 0.1)
  private static let right = Box(left: 0.7, top: 0.4, width: 0.1, height: 0.1)

  /// A face on the left before the cuts, and one on the right after them; samples every 500 ms.
  private func tracker(cuts: [Int64], samples: [Int64] = [0, 500, 1000, 1500, 2000], isLate: Bool = false)
    -> Tracker
  {
    var tracker = Tracker()
    if !isLate { for cut in cuts { tracker.cut(at: ms(cut)) } }
    for time in samples {
      tracker.add(time: ms(time), [Observation(box: time < cuts[0] ? Self.left : Self.right)])
    }
    if isLate { for cut in cuts { tracker.cut(at: ms(cut)) } }
    tracker.finish()
    return tracker
  }

  @Test(
    arguments: [[1100, 1200], [1001, 1499], [1100, 1150, 1160, 1400], [1100, 1500]] as [[Int64]],
    [false, true])
  func `it takes the boxes of both sides`(cuts: [Int64], isLate: Bool) throws {
    var tracker = tracker(cuts: cuts, isLate: isLate)
    for time in Int64(900)...1600 {
      let boxes = tracker.redactionBoxes(at: ms(time))
      let isBetween = time >= cuts[0] && time < cuts[cuts.count - 1]
      #expect(tracker.isUnsampled(at: ms(time)) == isBetween)
      if isBetween {
        #expect(boxes.map(\.track) == [0, 1] && boxes.allSatisfy { $0.reason == .adjacentScene })
        for (box, face) in zip(boxes, [Self.left, Self.right]) { #expect(box.box.union(face) == box.box) }
      } else {
        #expect(boxes.map(\.track) == [time < cuts[0] ? 0 : 1], "\(time)")
      }
    }
  }

  @Test func `a face that moves is redacted from its last sample to the cut`() throws {
    var tracker = Tracker()
    for time in everyFifth(3) {
      let face = Box(left: 0.1 + 0.2 * Double(time) / 1000, top: 0.4, width: 0.05, height: 0.05)
      tracker.add(time: ms(time), [Observation(box: face)])
    }
    tracker.cut(at: ms(1110))
    tracker.cut(at: ms(1120))
    tracker.finish()
    let last = ms(1110) - MediaTime(nanoseconds: 1)
    let boxes = [ms(1000), last].map { tracker.redactionBoxes(at: $0)[0].box }
    let taken = tracker.redactionBoxes(at: ms(1115)).map(\.box)
    #expect(taken.count == 2 && taken[0] == boxes[0].union(boxes[1]))
  }

  @Test func `the first and the last scene may have no sample`() {
    var tracker = tracker(cuts: [100, 2100], samples: [200, 700, 1200, 1700])
    tracker.known.frames = ms(2400)
    #expect(tracker.redactionBoxes(at: .zero).map(\.reason) == [.adjacentScene])
    #expect(tracker.redactionBoxes(at: ms(2300)).map(\.reason) == [.adjacentScene])
  }

  @Test func `a scene longer than the sampling interval had a sample without detections`() {
    var tracker = tracker(cuts: [2100, 3000], samples: [0, 500, 1000, 1500, 2000, 3500, 4000])
    #expect(!tracker.isUnsampled(at: ms(2500)) && tracker.redactionBoxes(at: ms(2500)).isEmpty)
  }

  @Test func `without cuts no scene is unsampled`() {
    var tracker = Tracker()
    tracker.add(time: ms(400), [Observation(box: Self.left)])
    #expect(!tracker.isUnsampled(at: .zero))
    tracker.finish()
    #expect(!tracker.isUnsampled(at: ms(500)))
  }

  @Test func `while a cut before the next sample may be unknown, both sides are taken`() {
    var tracker = tracker(cuts: [1100])
    tracker.known = KnownExtent(frames: ms(1300), cuts: ms(1250))
    #expect(tracker.isUnsampled(at: ms(1150)) && tracker.redactionBoxes(at: ms(1150)).map(\.track) == [1, 0])
    tracker.known = KnownExtent(frames: ms(1600), cuts: ms(1550))
    #expect(!tracker.isUnsampled(at: ms(1160)) && tracker.redactionBoxes(at: ms(1160)).map(\.track) == [1])
  }

  @Test(arguments: UInt64(1)...20)
  func `boxes do not depend on how far ahead the samples are known`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let cuts = (0..<40).map { _ in Int64.random(in: 1...20_000, using: &random) }
    func boxes(isStreamed: Bool) -> [[RedactionBox]] {
      var tracker = Tracker(TrackerOptions(maxGap: ms(500)))
      for cut in cuts { tracker.cut(at: ms(cut)) }
      var boxes: [[RedactionBox]] = []
      func request(_ tracker: inout Tracker) {
        while boxes.count < 200, tracker.isDecided(at: ms(Int64(boxes.count) * 100)) {
          boxes.append(tracker.redactionBoxes(at: ms(Int64(boxes.count) * 100)))
        }
      }
      for time in stride(from: Int64(0), through: 20_000, by: 500) {
        let isSeen = (time / 1000).isMultiple(of: 2)
        tracker.add(time: ms(time), isSeen ? [Observation(box: Self.left)] : [])
        if isStreamed { request(&tracker) }
      }
      tracker.finish()
      request(&tracker)
      return boxes
    }
    #expect(boxes(isStreamed: true) == boxes(isStreamed: false))
  }
}
