import Geometry
import Reporting
import Tracking

func ms(_ value: Int64) -> MediaTime { MediaTime(nanoseconds: value * 1_000_000) }

/// A face away from the frame border.
let middle = Box(left: 0.4, top: 0.4, width: 0.1, height: 0.1)
/// A face at the left frame border.
let border = Box(left: -0.02, top: 0.4, width: 0.1, height: 0.1)

/// A video of ten frames a second, for the coverage log. Times are milliseconds.
struct TestVideo {
  /// The boxes of the tracker at a timestamp.
  var redactionBoxes: (Int64) -> [RedactionBox] = { _ in [] }
  var length: Int64 = 10_000
  var samples: [Int64] = Array(stride(from: 0, through: 10_000, by: 500))
  var cuts: [Int64] = []
  var damaged: ClosedRange<Int64>?
  /// Frames that seem to belong to a scene without a sample when they are redacted.
  var unsampled: [Int64] = []

  /// The coverage of the video, and the redacted boxes of each frame.
  func play(_ policy: ReviewPolicy = .accept) -> (coverage: Coverage, hidden: [[RedactionBox]]) {
    var log = CoverageLog(policy: policy)
    let hidden = stride(from: Int64(0), to: length, by: 100).map { time in
      let passed = { (list: [Int64]) in list.filter { $0 > time - 100 && $0 <= time }.map(ms) }
      return log.process(
        CoveredFrame(
          time: ms(time), end: ms(time + 100), redactionBoxes: redactionBoxes(time), samples: passed(samples),
          cuts: passed(cuts), isLastSamplePassed: !samples.contains { $0 > time },
          isDamaged: damaged?.contains(time) ?? false, isUnsampled: unsampled.contains(time)))
    }
    return (log.finish(), hidden)
  }
}

func redactionBox(
  _ track: Int = 0, _ box: Box = middle, _ reason: RedactionBox.Reason = .between, confidence: Double = 99
) -> RedactionBox {
  RedactionBox(track: track, box: box, reason: reason, confidence: confidence)
}
