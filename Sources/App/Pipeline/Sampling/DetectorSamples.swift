import Core
import Detections
import FaceDetection
import Geometry
import Media

/// Samples of the embedded detector, which processes some of the look-ahead frames. Each sample has the
/// timestamp of its frame, so it lies on the same side of a scene cut.
actor DetectorSamples: SampleSource {
  /// Detects the faces of a frame.
  typealias Look = @Sendable (TimedFrame) async throws -> DetectionSample

  private let look: Look
  private var grid: SamplingGrid
  /// Running detections in frame order; no more than there are look-ahead frames.
  private var pending: [(time: MediaTime, look: Task<DetectionSample, any Error>)] = []
  private(set) var counts = SampleCounts()

  init(_ model: FaceModel, _ options: DetectionOptions, video: MediaDescription) {
    let detector = DetectorActor(model: model, options: options, video: video)
    self.init(rate: options.rate) { try await detector.look(at: $0.frame, sampledAt: $0.timestamp) }
  }

  init(rate: Double, look: @escaping Look) {
    grid = SamplingGrid(rate: rate)
    self.look = look
  }

  deinit { for (_, look) in pending { look.cancel() } }

  func observe(_ frame: TimedFrame) {
    let isDue = grid.takes(frame.timestamp)
    guard isDue || frame.isDiscontinuity else { return }
    let look = look
    pending.append(
      (
        frame.timestamp,
        Task {
          try Task.checkCancellation()
          return try await look(frame)
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
