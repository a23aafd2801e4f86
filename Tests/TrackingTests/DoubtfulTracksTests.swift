import FrameveilTesting
import Geometry
import Testing
import Tracking

/// Tracks that no detection makes a likely face.
@Suite(.blocking) struct DoubtfulTracksTests {
  private static let box = Box(left: 0.4, top: 0.4, width: 0.1, height: 0.1)

  /// A face that stays in place, with a confidence for each sample of five a second.
  private static func tracker(_ confidences: [Double], least: Double, ahead: Int? = nil) -> Tracker {
    var options = TrackerOptions()
    options.confirmation = TrackConfirmation(least)
    var tracker = Tracker(options)
    for (index, confidence) in confidences.enumerated() {
      tracker.add(time: ms(Int64(index) * 200), [Observation(box: box, confidence: confidence)])
    }
    tracker.finish()
    return tracker
  }

  @Test(arguments: 0..<40)
  func `a face is redacted from 0.4 s before its first likely detection on`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let confidences = (0..<15).map { _ in Double.random(in: 10...45, using: &random) }
    var tracker = Self.tracker(confidences, least: 40)
    for time in stride(from: Int64(0), through: 2800, by: 50) {
      let known = confidences.enumerated().filter { Int64($0.offset) * 200 <= time + 400 }.map(\.element)
      #expect(tracker.redactionBoxes(at: ms(time)).isEmpty == ((known.max() ?? 0) < 40), "at \(time) ms")
    }
    #expect(tracker.doubtful == ((confidences.max() ?? 0) < 40 ? [0] : []))
  }

  @Test(arguments: [(0.05, 39.0, true), (0.05, 40, false), (0.03, 29, true), (0.03, 30, false)])
  func `a small face needs less confidence`(height: Double, confidence: Double, isDoubtful: Bool) {
    var options = TrackerOptions()
    options.confirmation = TrackConfirmation(once: 40, twice: 30, smallHeight: 0.04)
    var tracker = Tracker(options)
    let box = Box(left: 0.4, top: 0.4, width: 0.03, height: height)
    for (index, confidence) in ([confidence] + Array(repeating: 1, count: 40)).enumerated() {
      tracker.add(time: ms(Int64(index) * 200), [Observation(box: box, confidence: confidence)])
    }
    tracker.finish()
    // Also once the observation that confirms it was dropped.
    for time in [Int64(0), 4000, 7000] {
      #expect(tracker.redactionBoxes(at: ms(time)).isEmpty == isDoubtful, "at \(time) ms")
    }
  }

  @Test(arguments: [
    ([39.0, 20], true), ([40, 20], false), ([30, 30], false), ([35, 20, 31], false), ([35, 29], true),
  ])
  func `two lower confidences confirm a track as well as one higher`(confidences: [Double], isDoubtful: Bool)
  {
    var options = TrackerOptions()
    options.confirmation = TrackConfirmation(once: 40, twice: 30, smallHeight: 0.04)
    var tracker = Tracker(options)
    for (index, confidence) in (confidences + Array(repeating: 1, count: 40)).enumerated() {
      tracker.add(time: ms(Int64(index) * 200), [Observation(box: Self.box, confidence: confidence)])
    }
    tracker.finish()
    // Also once the observations that confirm it were dropped.
    for time in [Int64(0), 4000, 7000] {
      #expect(tracker.redactionBoxes(at: ms(time)).isEmpty == isDoubtful, "at \(time) ms")
    }
  }

  @Test func `a redaction box tells the highest confidence of its track so far`() {
    var tracker = Self.tracker([20, 50, 20, 80, 20] + Array(repeating: 10, count: 50), least: 0)
    let found = [-100, 0, 50, 150, 400, 9000].map {
      tracker.redactionBoxes(at: ms($0)).first?.trackConfidence
    }
    #expect(found == [20, 20, 20, 50, 50, 80])
  }

  @Test func `where a doubtful track was detected is kept if that is asked for, until it is confirmed`() {
    func found(_ confidences: [Double], keeps: Bool) -> [[MediaTime]] {
      var options = TrackerOptions()
      options.confirmation = TrackConfirmation(40)
      options.keepsDoubtful = keeps
      var tracker = Tracker(options)
      for (index, confidence) in confidences.enumerated() {
        tracker.add(time: ms(Int64(index) * 200), [Observation(box: Self.box, confidence: confidence)])
        tracker.decide(upTo: ms(Int64(index) * 200 - 400))
        _ = tracker.redactionBoxes(at: ms(Int64(index) * 200 - 400))
      }
      tracker.finish()
      _ = tracker.redactionBoxes(at: ms(Int64(confidences.count) * 200))
      return tracker.doubtfulTracks.map { $0.detections.map(\.time) }
    }
    let low = Array(repeating: 30.0, count: 20)
    #expect(found(low, keeps: true) == [low.indices.map { ms(Int64($0) * 200) }])
    #expect(found(low, keeps: false).isEmpty)
    #expect(found(low + [80], keeps: true).isEmpty)
  }

  @Test func `without a limit every face is redacted`() {
    var tracker = Self.tracker([1, 1, 1], least: 0)
    #expect(tracker.redactionBoxes(at: ms(200)).count == 1)
    #expect(tracker.doubtful.isEmpty)
  }

  @Test func `the confidence of observations that were dropped counts`() {
    var tracker = Self.tracker([50] + Array(repeating: 20, count: 50), least: 40)
    for time in stride(from: Int64(0), through: 10_000, by: 200) {
      #expect(tracker.redactionBoxes(at: ms(time)).count == 1, "at \(time) ms")
    }
  }
}
