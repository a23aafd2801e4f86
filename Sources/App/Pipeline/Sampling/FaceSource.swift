import Core
public import Detections
public import FaceDetection
import Geometry
import Media
import Tracking

/// The source of the face detections of a run.
public enum FaceSource: Sendable {
  /// A response that was read completely beforehand.
  case timeline(DetectionTimeline)
  /// A response whose pages are fetched while the video is read.
  case pages(PageSamples)
  /// The embedded detectors, which process the frames as they are read.
  case detector(EmbeddedModels, DetectionOptions)

  /// - Parameter turns: is told what the looks of the embedded detectors depend on.
  func samples(for video: MediaDescription, _ turns: TileTurns? = nil) -> any SampleSource {
    switch self {
    case .timeline(let timeline):
      timeline.detector == nil ? FileSamples(timeline) : RecordedSamples(timeline)
    case .pages(let samples): samples
    case .detector(let models, let options): DetectorSamples(models, options, video: video, turns)
    }
  }

  /// The sampling interval of the embedded detector; nil for responses of other detectors.
  var samplingInterval: MediaTime? {
    let rate: Double? =
      switch self {
      case .timeline(let timeline): timeline.detector.map { $0.rate ?? DetectionOptions().rate }
      case .pages: nil
      case .detector(_, let options): options.rate
      }
    return rate.flatMap { $0 > 0 ? MediaTime(seconds: min(1 / $0, 60)) : nil }
  }

  /// Whether its detections are so dense that a face has several within the look-ahead window, and tell doubtful faces by
  /// their confidence.
  var confirmsTracks: Bool {
    decidesWithinWindow && samplingInterval.map { $0 + $0 <= TrackerOptions.confirmationSpan } ?? false
  }

  /// Whether boxes are decided from the samples inside the look-ahead window. A recorded response of the
  /// embedded detector is used in the same way, so that it gives the same output as the detector itself.
  var decidesWithinWindow: Bool {
    switch self {
    case .timeline(let timeline): timeline.detector != nil
    case .pages: false
    case .detector: true
    }
  }
}
