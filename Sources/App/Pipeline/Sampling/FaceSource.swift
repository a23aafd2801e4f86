import Core
public import Detections
public import FaceDetection
import Geometry
import Media

/// Where a run learns where the faces are.
public enum FaceSource: Sendable {
  /// From an answer, read whole beforehand.
  case answer(DetectionTimeline)
  /// From an answer that arrives page by page while the video is read.
  case pages(PageSamples)
  /// From the embedded detector, which looks at the frames as they come.
  case detector(FaceModel, DetectionOptions)

  /// The source of a run's samples.
  func samples(for video: MediaDescription) -> any SampleSource {
    switch self {
    case .answer(let timeline):
      timeline.detector == nil ? FileSamples(timeline) : RecordedSamples(timeline)
    case .pages(let samples): samples
    case .detector(let model, let options): DetectorSamples(model, options, video: video)
    }
  }

  /// The interval at which a detector looks; nil for the answers of others.
  var samplingInterval: MediaTime? {
    let rate: Double? =
      switch self {
      case .answer(let timeline): timeline.detector.map { $0.rate ?? DetectionOptions().rate }
      case .pages: nil
      case .detector(_, let options): options.rate
      }
    return rate.flatMap { $0 > 0 ? MediaTime(seconds: min(1 / $0, 60)) : nil }
  }

  /// Whether covers are decided from the samples of the look-ahead only. An answer that the embedded detector
  /// wrote is used in the same way, so that giving it back gives the same video.
  var decidesWithinWindow: Bool {
    switch self {
    case .answer(let timeline): timeline.detector != nil
    case .pages: false
    case .detector: true
    }
  }
}
