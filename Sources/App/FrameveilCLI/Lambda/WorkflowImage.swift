import Core
import Detections
import Geometry
import Pipeline
import Reporting
import StillImages
import Workflow

/// An image of `analyze-image` that was decoded, on a thread of its own, since it is redacted and encoded without a pause.
actor WorkflowImage: OpenedImage {
  private let executor = ThreadExecutor(name: "frameveil-image")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let image: any EditableImage
  private let command: BlurCommand

  init(_ image: sending any EditableImage, _ command: BlurCommand) {
    (self.image, self.command) = (image, command)
  }

  func redact(by responses: [[UInt8]]) async throws -> RedactedImage {
    let source = ImageJob.Source.response(try detections(in: responses))
    let options = try await command.jobOptions()
    let (outcome, written) = try command.withClientErrors { try command.redact(image, by: source, options) }
    let (summary, size) = (outcome.summary, image.frames[0].size.displayed(image.orientation))
    return RedactedImage(
      bytes: written, width: size.width, height: size.height, regions: summary.faces + summary.added,
      notes: try summary.notes + command.notes(on: source))
  }

  private func detections(in responses: [[UInt8]]) throws -> ImageDetections {
    let redaction = command.request.redaction
    var rest = responses[...]
    return try ImageDetections(subjects: redaction.subjects, minConfidence: redaction.minConfidence) {
      if let response = rest.popFirst() { $0 += response }
    }
  }
}

extension BlurCommand {
  /// Turns errors of an image into what a client is told of them.
  func withClientErrors<Value>(_ work: () throws -> sending Value) throws -> sending Value {
    do {
      return try work()
    } catch let refusal as StillImage.Refusal {
      throw HTTPFailure(refusal, limits: request.imageLimits)
    } catch let error as ImageError {
      throw HTTPFailure(422, "UnsupportedImage", "the image \(error.message)")
    } catch let error as UserError where error.code == .invalidInput {
      throw HTTPFailure(422, "UnsupportedImage", "the image \(error.message)")
    }
  }
}
