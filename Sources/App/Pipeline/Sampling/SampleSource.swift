import Core
import Detections
import FaceDetection
import Geometry
import Media

/// A source of samples for the tracker.
protocol SampleSource: Actor {
  /// Adds a frame, and whether a scene may begin with it. Every frame is added once, in order of the timestamps.
  func observe(_ frame: TimedFrame, sceneStart: SceneStart) async throws
  /// The next sample up to a timestamp; nil if there is none for the frames added so far.
  func next(upTo time: MediaTime) async throws -> DetectionSample?
  /// Whether a box may have been detected within a span of a time. Times must not decrease from call to call.
  func mayHaveBoxes(within span: MediaTime, of time: MediaTime) -> Bool
  /// The number of samples and boxes returned so far.
  var counts: SampleCounts { get }
  /// The video metadata of the response, as far as it is read; nil for the embedded detector.
  func provided() async throws -> ProvidedVideo?
  /// Reads the rest of the response, so that all of it is checked and counted.
  func finish() async throws
}

extension SampleSource {
  func mayHaveBoxes(within span: MediaTime, of time: MediaTime) -> Bool { true }
  func provided() -> ProvidedVideo? { nil }
  func finish() {}
}

/// The data about the video in a response.
struct ProvidedVideo: Sendable {
  var metadata: VideoMetadata?
  /// The last timestamp so far.
  var last: MediaTime?
}

struct SampleCounts: Sendable {
  /// The number of samples.
  var samples = 0
  /// The number of boxes.
  var boxes = 0
  /// The number of boxes below the confidence threshold.
  var dropped = 0
}

/// Samples of a file, all known before the first frame.
actor FileSamples: SampleSource {
  private let timeline: DetectionTimeline
  private var nextIndex = 0
  /// The sample after that of `nearTime`.
  private var nearIndex = 0
  /// The time of the first sample with boxes that ``mayHaveBoxes(within:of:)`` has not passed; nil after the last.
  private var nearTime: MediaTime?

  init(_ timeline: DetectionTimeline) {
    self.timeline = timeline
    nearTime = MediaTime(nanoseconds: .min)
  }

  var counts: SampleCounts {
    SampleCounts(
      samples: timeline.count, boxes: timeline.boxCount, dropped: timeline.counts.boxesDropped)
  }

  func provided() -> ProvidedVideo? { ProvidedVideo(metadata: timeline.metadata, last: timeline.lastTime) }

  func observe(_ frame: TimedFrame, sceneStart: SceneStart) {}

  func mayHaveBoxes(within span: MediaTime, of time: MediaTime) -> Bool {
    while let near = nearTime, near < time - span { passSample() }
    return nearTime.map { $0 <= time + span } ?? false
  }

  private func passSample() {
    nearTime = nil
    while nearTime == nil, nearIndex < timeline.count {
      let sample = timeline[nearIndex]
      if !sample.boxes.isEmpty { nearTime = sample.time }
      nearIndex += 1
    }
  }

  func next(upTo time: MediaTime) -> DetectionSample? {
    guard nextIndex < timeline.count else { return nil }
    let sample = timeline[nextIndex]
    guard sample.time <= time else { return nil }
    nextIndex += 1
    return sample
  }
}

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

  func observe(_ frame: TimedFrame, sceneStart: SceneStart) {
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

/// Samples of the embedded detector, which processes some of the look-ahead frames. Each sample has the
/// timestamp of its frame, so it lies on the same side of a scene cut.
actor DetectorSamples: SampleSource {
  /// Detects the faces of a frame. An extra look is at a frame that is sampled for a provided cut only: a run without
  /// that cut does not look at it.
  typealias Look = @Sendable (TimedFrame, _ isExtra: Bool) async throws -> DetectionSample

  private let look: Look
  private var grid: SamplingGrid
  /// Running detections in frame order; no more than there are look-ahead frames.
  private var pending: [(time: MediaTime, look: Task<DetectionSample, any Error>)] = []
  /// The newest detection.
  private var last: Task<DetectionSample, any Error>?
  private(set) var counts = SampleCounts()

  init(
    _ models: EmbeddedModels, _ options: DetectionOptions, video: MediaDescription, _ turns: TileTurns? = nil
  ) {
    let detector = DetectorActor(models: models, options: options, frames: video.geometry, turns: turns)
    self.init(rate: options.rate) { frame, isExtra in
      try await detector.look(at: frame.frame, sampledAt: frame.timestamp, isExtra: isExtra)
    }
  }

  init(rate: Double, look: @escaping Look) {
    grid = SamplingGrid(rate: rate)
    self.look = look
  }

  deinit { for (_, look) in pending { look.cancel() } }

  func observe(_ frame: TimedFrame, sceneStart: SceneStart) {
    let isOfGrid = grid.takes(frame.timestamp, mayBeginScene: sceneStart == .seen)
    guard isOfGrid || sceneStart == .provided else { return }
    let (look, before) = (look, last)
    // The detector sees the frames in their order.
    let task = Task {
      _ = try await before?.value
      try Task.checkCancellation()
      return try await look(frame, !isOfGrid)
    }
    pending.append((frame.timestamp, task))
    last = task
  }

  func next(upTo time: MediaTime) async throws -> DetectionSample? {
    guard let first = pending.first, first.time <= time else { return nil }
    pending.removeFirst()
    let sample = try await first.look.value
    counts.samples += 1
    counts.boxes += sample.boxes.count
    return sample
  }
}
