import Core
import Detections
import FaceDetection
import Geometry
import Media

/// Samples that the embedded detector wrote down. An answer knows whole milliseconds; here each is a sample of the
/// frame that was looked at again, so that it gives what the detector itself would.
actor RecordedSamples: SampleSource {
  private let timeline: DetectionTimeline
  private var nextIndex = 0
  /// The samples of the frames shown, in their order.
  private var found: [DetectionSample] = []
  private var newest: MediaTime?

  init(_ timeline: DetectionTimeline) {
    self.timeline = timeline
  }

  var counts: SampleCounts {
    SampleCounts(
      samples: timeline.count, boxes: timeline.boxCount, dropped: timeline.counts.boxesDropped)
  }

  func provided() -> ProvidedVideo? { ProvidedVideo(metadata: timeline.metadata, last: timeline.lastTime) }

  func show(_ frame: TimedFrame) {
    defer { newest = frame.instant }
    let time = SamplingGrid.sampleTime(of: frame.instant)
    // Frames that share a time share what was seen at it: nothing says on which it was.
    if let newest, SamplingGrid.areOne(newest, frame.instant), let last = found.last, last.time == newest {
      found.append(DetectionSample(time: frame.instant, boxes: last.boxes))
    }
    var boxes: [DetectedBox]?
    while nextIndex < timeline.count, timeline[nextIndex].time <= time {
      boxes = (boxes ?? []) + timeline[nextIndex].boxes
      nextIndex += 1
    }
    if let boxes { found.append(DetectionSample(time: frame.instant, boxes: boxes)) }
  }

  func next(upTo time: MediaTime) -> DetectionSample? {
    guard let sample = found.first else { return beyondLastFrame(upTo: time) }
    guard sample.time <= time else { return nil }
    found.removeFirst()
    return sample
  }

  /// A sample that no frame has come to, where it is asked for.
  private func beyondLastFrame(upTo time: MediaTime) -> DetectionSample? {
    guard nextIndex < timeline.count, timeline[nextIndex].time <= time else { return nil }
    nextIndex += 1
    return timeline[nextIndex - 1]
  }
}
