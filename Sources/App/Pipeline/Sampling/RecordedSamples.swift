import Core
import Detections
import FaceDetection
import Geometry
import Media

/// Samples that the embedded detector recorded. A response has whole milliseconds; here each sample gets the
/// timestamp of the frame it was taken from, so that it equals the sample of the detector itself.
actor RecordedSamples: SampleSource {
  private let timeline: DetectionTimeline
  private var nextIndex = 0
  /// The samples of the frames added so far, in order.
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

  func observe(_ frame: TimedFrame) {
    defer { newest = frame.timestamp }
    let time = SamplingGrid.sampleTime(of: frame.timestamp)
    // The response cannot tell frames with equal times apart, so all of them get its boxes.
    if let newest, SamplingGrid.areIndistinguishable(newest, frame.timestamp), let last = found.last,
      last.time == newest
    {
      found.append(DetectionSample(time: frame.timestamp, boxes: last.boxes))
    }
    var boxes: [DetectedBox]?
    while nextIndex < timeline.count, timeline[nextIndex].time <= time {
      boxes = (boxes ?? []) + timeline[nextIndex].boxes
      nextIndex += 1
    }
    if let boxes { found.append(DetectionSample(time: frame.timestamp, boxes: boxes)) }
  }

  func next(upTo time: MediaTime) -> DetectionSample? {
    guard let sample = found.first else { return beyondLastFrame(upTo: time) }
    guard sample.time <= time else { return nil }
    found.removeFirst()
    return sample
  }

  /// A sample after the last frame that was added.
  private func beyondLastFrame(upTo time: MediaTime) -> DetectionSample? {
    guard nextIndex < timeline.count, timeline[nextIndex].time <= time else { return nil }
    nextIndex += 1
    return timeline[nextIndex - 1]
  }
}
