import Core
import Detections
import FaceDetection
import Geometry
import Media
import Pipeline
import Reporting
import StillImages

/// Still images.
extension BlurCommand {
  /// Redacts an image and writes it.
  func redactImage(_ options: BlurJob.Options, _ sink: any ByteSink) async throws -> BlurJob.Outcome {
    let source = try await imageSource()
    var (outcome, written) = try await ImageInput(request.input, within: request.imageLimits).read {
      try redact(opened($0), by: source, options)
    }
    outcome.summary.notes += try notes(on: source)
    if outcome.summary.doubtfulTracks > 0 {
      outcome.summary.notes.append("--min-track-confidence 0 hides faces found with less confidence, too")
    }
    if !request.videoOptions.isEmpty {
      outcome.summary.notes.append(
        "without effect on a still image: \(request.videoOptions.joined(separator: ", "))")
    }
    try await sink.write(written, at: 0)
    outcome.summary.bytes = written.count
    return outcome
  }

  /// Decodes an image. Blocks.
  ///
  /// - Throws: `StillImage.Refusal`, `ImageError`, `UserError`.
  func opened(_ bytes: [UInt8]) throws -> any EditableImage {
    let policy = try ImageMetadataPolicy(keepingNames: request.options.metadata.kept)
    if let format = StillImageFormat(start: bytes), let wanted = request.imageFormat, format != wanted {
      throw UserError(
        .configuration, "\(request.output)", "the image is a \(format.name), which is not converted",
        remedy: "name the output .\(format.extensions[0])")
    }
    return try EditableImages.open(bytes, keeping: policy, within: request.imageLimits)
  }

  /// Redacts an image and encodes it. Blocks.
  func redact(
    _ image: any EditableImage, by source: ImageJob.Source, _ options: BlurJob.Options
  ) throws -> (BlurJob.Outcome, written: [UInt8]) {
    var outcome = try ImageJob(name: "\(request.input)", source: source, options: options).run(on: image)
    let written = try image.encoded()
    outcome.summary.notes = image.notes + outcome.summary.notes
    try ImageComparison.check(written, against: image, within: request.imageLimits)
    return (outcome, written)
  }

  /// `3 regions redacted`, `3 regions redacted on 2 of 5 frames`
  func redactedOnImage(_ summary: BlurSummary) -> String {
    let count = summary.faces + summary.added
    guard count > 0 || summary.framesWithFaces > 0 else { return "nothing redacted" }
    let regions = count == 1 ? "1 region redacted" : "\(count) regions redacted"
    return summary.frames == 1
      ? regions : "\(regions) on \(summary.framesWithFaces) of \(summary.frames) frames"
  }

  private func imageSource() async throws -> ImageJob.Source {
    guard request.redaction.detections != nil else {
      let models = try embeddedModels()
      _ = try request.detector.notes()
      return .detector(models, request.detector)
    }
    let detections = try await request.redaction.readImageDetections()
    if detections.boxes.isEmpty, !request.allowsEmptyDetections {
      throw refusalOfNone(dropped: detections.dropped)
    }
    return .response(detections)
  }

  func notes(on source: ImageJob.Source) throws -> [String] {
    switch source {
    case .detector(_, let options):
      return try options.notes() + [request.redaction.subjects.charactersNote].compactMap(\.self)
    case .response(let detections):
      let labels = detections.labelsNotFound.map { "the detections do not contain the label '\($0)'" }
      return labels
        + (detections.hasLargestFaceOnly
          ? ["SearchFacesByImage finds the largest face only: smaller ones stay visible"] : [])
    }
  }
}
