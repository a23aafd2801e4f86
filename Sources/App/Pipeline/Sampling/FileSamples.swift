import Core
import Detections
import Geometry
import Media

/// Samples of a file, all known before the first frame.
actor FileSamples: SampleSource {
  private let timeline: DetectionTimeline
  private var nextIndex = 0

  init(_ timeline: DetectionTimeline) {
    self.timeline = timeline
  }

  var counts: SampleCounts {
    SampleCounts(
      samples: timeline.count, boxes: timeline.boxCount, dropped: timeline.counts.boxesDropped)
  }

  func provided() -> ProvidedVideo? { ProvidedVideo(metadata: timeline.metadata, last: timeline.lastTime) }

  func observe(_ frame: TimedFrame) {}

  func next(upTo time: MediaTime) -> DetectionSample? {
    guard nextIndex < timeline.count else { return nil }
    let sample = timeline[nextIndex]
    guard sample.time <= time else { return nil }
    nextIndex += 1
    return sample
  }
}
