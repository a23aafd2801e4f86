import Core
import Detections
import FaceDetection
import Media
import Pipeline

/// The source of the faces of a run, and its checks.
extension BlurCommand {
  /// The source of the faces: a Rekognition job, the given detections, or else the embedded detector.
  func faceSource() async throws -> FaceSource {
    if let rekognition = request.rekognition { return try await rekognition.faceSource(for: request) }
    guard let detections = request.redaction.detections else {
      let models = try embeddedModels()
      // Opened before the first frame, so that a library that is missing ends the run at once.
      _ = try request.detector.notes()
      return .detector(models, request.detector)
    }
    return .timeline(try await request.redaction.readTimeline(detections, faces: request.choice.faces))
  }

  /// The models of what is to be found.
  func embeddedModels() throws -> EmbeddedModels {
    let subjects = request.redaction.subjects
    var models = EmbeddedModels(finding: subjects)
    if subjects.faces {
      models.face = try ModelFile.found(.face, at: request.model, allowsOther: request.allowsOtherModel)
    }
    if subjects.includesText {
      models.text = try ModelFile.found(.text)
      try TextDetector.check(InferenceRuntime.found(request.detector.runtime))
    }
    if subjects.persons || subjects.heads {
      models.person = try ModelFile.found(.person)
      try PersonDetector.check(InferenceRuntime.found(request.detector.runtime))
    }
    return models
  }

  /// Throws before the first frame if the source is known to contain nothing to redact.
  func refuseEmpty(_ source: FaceSource) async throws {
    switch source {
    case .timeline(let timeline): try refuseNone(timeline.counts)
    case .pages(let samples): if try await samples.isEmpty() { try refuseNone(await samples.counted) }
    case .detector: break
    }
  }

  /// Checks a source that was read to its end, and returns the notes on it.
  func notes(on source: FaceSource) async throws -> [String] {
    switch source {
    case .detector(_, let options):
      return try options.notes() + [request.redaction.subjects.charactersNote].compactMap(\.self)
    case .timeline(let timeline):
      return RedactionArguments.notes(timeline.counts, labelsNotFound: timeline.labelsNotFound)
        + timeline.namesNotMatched.map {
          "the detections never match the face '\($0)' with the required similarity"
        }
    case .pages(let samples):
      let counts = await samples.counted
      try refuseNone(counts)
      return RedactionArguments.notes(counts, labelsNotFound: await samples.labelsNotFound)
    }
  }

  /// Throws if the detections contain nothing to redact and that is not allowed.
  private func refuseNone(_ counts: DetectionTimeline.Counts) throws {
    guard !request.allowsEmptyDetections, counts.boxesRead == counts.boxesDropped else { return }
    throw refusalOfNone(dropped: counts.boxesDropped)
  }

  /// The error for detections without a box to redact.
  func refusalOfNone(dropped: Int) -> UserError {
    UserError(
      .invalidInput, request.redaction.detectionsName,
      dropped > 0
        ? "nothing to redact: all \(dropped) boxes are below --min-confidence" : "nothing to redact",
      remedy:
        "check that the detections belong to this input and contain what --hide lists, or pass --allow-no-faces"
    )
  }
}

extension Subjects {
  /// What is hidden of plates and screens; nil if they are not to be hidden.
  var charactersNote: String? {
    guard plates || screens else { return nil }
    let things = [(plates, "plates"), (screens, "screens")].filter(\.0).map(\.1).joined(separator: " and ")
    return "of \(things), the characters are hidden, as far as the text detector finds them: "
      + "a plate's shape and a screen's pictures stay visible; --add hides a region whatever is in it"
  }
}
