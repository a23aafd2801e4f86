public import Detections
public import FaceDetection
import Media

/// Where a run learns where the faces are.
public enum FaceSource: Sendable {
  /// From an answer, read whole beforehand.
  case answer(DetectionTimeline)
  /// From the embedded detector, which looks at the frames as they come.
  case detector(FaceModel, DetectionOptions)

  /// The source of a run's samples.
  func samples(for video: MediaDescription) -> any SampleSource {
    switch self {
    case .answer(let timeline): FileSamples(timeline)
    case .detector(let model, let options): DetectorSamples(model, options, video: video)
    }
  }

  /// The answer, where there is one.
  var answer: DetectionTimeline? {
    if case .answer(let timeline) = self { timeline } else { nil }
  }

  /// Whether covers are decided from the samples of the look-ahead only. An answer that the embedded detector
  /// wrote is used in the same way, so that giving it back gives the same video.
  var isLive: Bool { answer.map { $0.detector != nil } ?? true }
}
