import Detections
public import FaceDetection
import Geometry

/// The embedded detector as a judge: the faces that it finds and that are not hidden.
final class DetectorJudge: FaceJudge {
  private let finder: ObjectFinder
  private let visibility: FaceVisibility
  private let orientation: Orientation

  init(model: ModelFile, options: DetectionOptions, visibility: FaceVisibility, video: JudgedVideo) throws {
    let detector = try CenterFace(
      model: model, inputSize: options.inputSize(for: video.geometry),
      minScore: visibility.minConfidence / 100, runtime: InferenceRuntime.found(options.runtime))
    finder = ObjectFinder(
      detector: detector, size: video.size, orientation: video.orientation,
      tiles: TileGrid(side: options.tiles ?? 1))
    (self.visibility, orientation) = (visibility, video.orientation)
  }

  func faces(in frame: MappedFrame, near hints: [Box]) throws -> [ScoredBox] {
    try finder.objects(in: frame).filter { try visibility.isVisible($0, in: frame, orientation) }.map {
      ScoredBox($0.box, score: $0.confidence / 100)
    }
  }
}

extension JudgeSource {
  /// The embedded detector, which also fires on redacted faces, so `visibility` tells which of its finds count.
  public static func detector(
    _ model: ModelFile, _ options: DetectionOptions, _ visibility: FaceVisibility
  ) -> JudgeSource {
    let judge = Judge(name: CenterFace.name, family: "CenterFace", isDetector: true)
    return JudgeSource(judge) { video in
      try DetectorJudge(model: model, options: options, visibility: visibility, video: video)
    }
  }
}
