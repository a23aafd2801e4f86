import Geometry
import Tracking

/// A time in milliseconds.
func ms(_ value: Int64) -> MediaTime { MediaTime(nanoseconds: value * 1_000_000) }

/// A tracker after samples at `times`, with the boxes of `faces` in each.
func tracker(
  _ options: TrackerOptions = TrackerOptions(), times: [Int64], faces: (Int64) -> [Box]
) -> Tracker {
  var tracker = Tracker(options)
  for time in times { tracker.add(time: ms(time), faces(time).map { Observation(box: $0) }) }
  tracker.finish()
  return tracker
}

/// Sample times, five per second for a number of seconds.
func everyFifth(_ seconds: Int64) -> [Int64] { Array(stride(from: 0, through: seconds * 1000, by: 200)) }

/// The largest share of a box that one redaction box covers.
func share(of box: Box, in redactionBoxes: [RedactionBox]) -> Double {
  redactionBoxes.map { ($0.box.intersection(box)?.area ?? 0) / box.area }.max() ?? 0
}

/// A synthetic sample.
struct Sample {
  var time: MediaTime
  var boxes: [Box]
}

/// A crowd of walking faces with missed detections and jitter; deterministic for a seed.
func crowd(seed: UInt64, faces: Int = 6, seconds: Int64 = 12) -> [Sample] {
  var state = seed
  func chance() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / 9_007_199_254_740_992
  }
  let walks = (0..<faces).map { _ in
    (x: chance(), y: chance(), size: 0.03 + 0.05 * chance(), pace: chance() - 0.5)
  }
  return everyFifth(seconds).map { time in
    let boxes: [Box] = walks.compactMap { walk in
      let t = Double(time) / 1000
      let jitter = 0.05 * (chance() - 0.5) * walk.size
      guard chance() > 0.1 else { return nil }
      return Box(
        centerX: walk.x + 0.15 * walk.pace * t + jitter, centerY: walk.y + jitter, width: walk.size,
        height: 1.6 * walk.size)
    }
    return Sample(time: ms(time), boxes: boxes)
  }
}

/// The redaction boxes of all frames, at 25 frames per second.
func redactionBoxes(of samples: [Sample], _ options: TrackerOptions = TrackerOptions()) -> [[RedactionBox]] {
  var tracker = Tracker(options)
  for sample in samples { tracker.add(time: sample.time, sample.boxes.map { Observation(box: $0) }) }
  tracker.finish()
  return frames(of: samples).map { tracker.redactionBoxes(at: $0) }
}

/// The times of frames at 25 per second, from the first sample to a second after the last.
func frames(of samples: [Sample]) -> [MediaTime] {
  guard let first = samples.first?.time, let last = samples.last?.time else { return [] }
  return stride(from: first.nanoseconds, through: last.nanoseconds + 1_000_000_000, by: 40_000_000)
    .map { MediaTime(nanoseconds: $0) }
}
