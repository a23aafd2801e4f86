import Detections
import FrameveilTesting
import Geometry
@testable import Pipeline
import Testing
import Tracking

/// Frames are not decoded only where no redaction box can be, however irregular the samples are.
@Suite struct QuietSpansTests {
  /// Samples with a face that stays for a while, then another one, with any interval.
  private func times(_ chance: inout SplitMix) -> [Int] {
    var (times, time): ([Int], Int) = ([], Int.random(in: 0...20_000, using: &chance))
    while time < 90_000 {
      let interval = [40, 100, 200, 500, 1000, 2000, 4000].randomElement(using: &chance) ?? 40
      for _ in 0..<Int.random(in: 1...40, using: &chance) {
        times.append(time)
        time += interval
      }
      time += [0, 1000, 5000, 10_000, 20_000, 30_000].randomElement(using: &chance) ?? 0
    }
    return times
  }

  private func timeline(_ times: [Int]) throws -> DetectionTimeline {
    let faces = times.map { time in
      #"{"Timestamp":\#(time),"Face":{"Confidence":99,"BoundingBox":{"Left":\#(time / 10_000 % 2 == 0 ? 0.1 : 0.7),"#
        + #""Top":0.2,"Width":0.1,"Height":0.2}}}"#
    }
    let text = #"{"JobStatus":"SUCCEEDED","Faces":[\#(faces.joined(separator: ","))]}"#
    var rest = Array(text.utf8)
    var reader = DetectionReader { bytes in
      swap(&bytes, &rest)
      rest = []
    }
    return try DetectionTimeline(reading: &reader)
  }

  private func ms(_ value: Int) -> MediaTime { MediaTime(nanoseconds: Int64(value) * 1_000_000) }

  @Test(arguments: 0..<40) func `a tracker has no box in a quiet span`(seed: Int) throws {
    var chance = SplitMix(seed: UInt64(seed))
    let timeline = try timeline(times(&chance))
    var options = TrackerOptions()
    options.maxGap = ms([0, 1000, 8000, 20_000].randomElement(using: &chance) ?? 0)
    let quiet = QuietSpans(timeline, added: [], options)
    var tracker = Tracker(options)
    for sample in timeline { tracker.add(sample) }
    tracker.finish()
    for second in 0..<120 where quiet.contains(ms(second * 1000)..<ms(second * 1000 + 1000)) {
      for part in stride(from: 0, to: 1000, by: 200) {
        #expect(tracker.redactionBoxes(at: ms(second * 1000 + part)).isEmpty)
      }
    }
  }
}
