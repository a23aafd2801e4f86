import Core
import Detections
import FaceDetection
import Media
import Pipeline

/// Where a run learns where the faces are, and what that is checked for.
extension BlurCommand {
  /// The answer that was given, or Rekognition's, or else the embedded detector.
  func faceSource() async throws -> FaceSource {
    if let rekognition = request.rekognition { return try await rekognition.faceSource(for: request) }
    guard let detections = request.redactionBoxes.detections else {
      let model = try FaceModel.found(at: request.model, allowsOther: request.allowsOtherModel)
      return .detector(model, request.detector)
    }
    return .answer(try await request.redactionBoxes.readTimeline(detections, faces: request.choice.faces))
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
      return RedactionArguments.notes(timeline.counts, labelsNotFound: timeline.labelsNotFound)
        + timeline.namesNotMatched.map { "the detections never match the face '\($0)' so surely" }
    case .pages(let samples):
      let counts = await samples.counted
      try refuseNone(counts)
      return RedactionArguments.notes(counts, labelsNotFound: await samples.labelsNotFound)
    }
  }

  /// Refuses detections that would leave the video as it is.
  private func refuseNone(_ counts: DetectionTimeline.Counts) throws {
    guard !request.allowsNone, counts.boxesRead == counts.boxesDropped else { return }
    let dropped = counts.boxesDropped
    throw UserError(
      .invalidInput, request.redactionBoxes.detectionsName,
      dropped > 0
        ? "hold nothing to hide: all \(dropped) boxes are below --min-confidence" : "hold nothing to hide",
      remedy: "check that they are of this video and what --hide asks for, or pass --allow-no-faces")
  }
}
