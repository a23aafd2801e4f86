import Detections
import FaceDetection
import Media
import Pipeline

/// Where a run learns where the faces are, and what that is checked for.
extension BlurCommand {
  /// The answer that was given, or Rekognition's, or else the embedded detector.
  func faceSource() async throws -> FaceSource {
    if let rekognition { return try await rekognition.faceSource() }
    guard let detections = covers.detections else {
      return .detector(try FaceModel.found(at: model, allowsOther: allowsOtherModel), detector)
    }
    return .answer(try await covers.readTimeline(detections, faces: choice.faces))
  }

  /// Refuses what is known to leave the video as it is before the first frame.
  func refuseEmpty(_ source: FaceSource) async throws {
    switch source {
    case .answer(let timeline): try refuseNone(timeline.counts)
    case .pages(let samples): if try await samples.isEmpty() { try refuseNone(await samples.counted) }
    case .detector: break
    }
  }

  /// Checks the whole of an answer once it is read, and gives what a user should know of it.
  func notes(on source: FaceSource) async throws -> [String] {
    switch source {
    case .detector: return []
    case .answer(let timeline):
      return CoverArguments.notes(timeline.counts, labelsNotFound: timeline.labelsNotFound)
        + timeline.namesNotMatched.map { "the detections never match the face '\($0)' so surely" }
    case .pages(let samples):
      let counts = await samples.counted
      try refuseNone(counts)
      return CoverArguments.notes(counts, labelsNotFound: await samples.labelsNotFound)
    }
  }

  /// Refuses detections that would leave the video as it is.
  private func refuseNone(_ counts: DetectionTimeline.Counts) throws {
    guard !allowsNone, counts.boxesRead == counts.boxesDropped else { return }
    let dropped = counts.boxesDropped
    throw MediaError(
      .invalidInput, covers.detectionsName,
      dropped > 0
        ? "hold nothing to hide: all \(dropped) boxes are below --min-confidence" : "hold nothing to hide",
      remedy: "check that they are of this video and what --hide asks for, or pass --allow-no-faces")
  }
}
