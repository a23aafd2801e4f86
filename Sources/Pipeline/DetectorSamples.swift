import Detections
import FaceDetection
import Geometry
import Media

/// Samples of the embedded detector, which looks at some of the frames while they wait.
actor DetectorSamples: SampleSource {
  private let detector: DetectorActor
  private var grid: SamplingGrid
  /// Frames that are being looked at, in their order: no more than wait in the locator's window.
  private var pending: [(time: MediaTime, look: Task<DetectionSample, any Error>)] = []
  private(set) var counts = SampleCounts()

  init(_ model: FaceModel, _ options: DetectionOptions, video: MediaDescription) {
    detector = DetectorActor(model: model, options: options, video: video)
    grid = SamplingGrid(rate: options.rate)
  }

  deinit { for (_, look) in pending { look.cancel() } }

  func show(_ frame: Frame) {
    guard grid.takes(frame.time) else { return }
    let detector = detector
    pending.append(
      (
        SamplingGrid.sampleTime(of: frame.time),
        Task {
          try Task.checkCancellation()
          return try await detector.look(at: frame)
        }
      ))
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
