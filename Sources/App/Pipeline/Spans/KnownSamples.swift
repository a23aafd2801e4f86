import Detections
import FaceDetection
import Geometry
import OpticalFlow
import Synchronization

/// The samples that the embedded detectors found when the video was analyzed.
final class KnownSamples: Sendable {
  private let samples = Mutex<[MediaTime: DetectionSample]>([:])

  /// Adds samples of the next span.
  func add(_ found: [DetectionSample]) {
    samples.withLock { samples in
      for sample in found { samples[sample.time] = sample }
    }
  }

  /// The samples in the order in which the detectors themselves would return them; nil where others gave the detections.
  func source(_ source: FaceSource) -> DetectorSamples? {
    guard case .detector(_, let options) = source else { return nil }
    return DetectorSamples(rate: options.rate) { frame, _ in
      let sample = self.samples.withLock { $0.removeValue(forKey: frame.timestamp) }
      guard let sample else { throw MissingFinding() }
      return sample
    }
  }
}
