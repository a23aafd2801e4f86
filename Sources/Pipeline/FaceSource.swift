public import Detections
public import FaceDetection
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
    case .answer(let timeline): FileSamples(timeline)
    case .pages(let samples): samples
    case .detector(let model, let options): DetectorSamples(model, options, video: video)
    }
  }

  /// Whether covers are decided from the samples of the look-ahead only. An answer that the embedded detector
  /// wrote is used in the same way, so that giving it back gives the same video.
  var isLive: Bool {
    switch self {
    case .answer(let timeline): timeline.detector != nil
    case .pages: false
    case .detector: true
    }
  }
}
