import Detections
import Geometry
import Media

/// Where the tracker's samples come from.
protocol SampleSource: Actor {
  /// Shows a frame, each once, in the order of their times.
  func show(_ frame: Frame) async throws
  /// The next sample at or before an instant; nil when there is none among the frames shown.
  func next(upTo time: MediaTime) async throws -> DetectionSample?
}

/// Samples out of a file: all are known before the first frame.
actor FileSamples: SampleSource {
  private let timeline: DetectionTimeline
  private var nextIndex = 0

  init(_ timeline: DetectionTimeline) {
    self.timeline = timeline
  }

  func show(_ frame: Frame) {}

  func next(upTo time: MediaTime) -> DetectionSample? {
    guard nextIndex < timeline.count else { return nil }
    let sample = timeline[nextIndex]
    guard sample.time <= time else { return nil }
    nextIndex += 1
    return sample
  }
}
