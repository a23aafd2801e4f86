import Core
import Detections
import FaceDetection
import Pipeline
import StillImages

/// The embedded detectors for images, on a thread of their own. Each network is compiled once for a size of its input.
actor ImageDetectors {
  private let executor = ThreadExecutor(name: "frameveil-image")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let faces: ImageDetector
  private let persons: ImageDetector?
  /// The faces of the image that was looked at last: operations on one image follow each other.
  private var last: (digest: String, faces: [DetectedBox])?

  init(_ models: ImageModels) {
    faces = ImageDetector(
      models: EmbeddedModels(finding: .faces, face: models.face), options: models.options)
    persons = (try? models.person.get()).map { file in
      var persons = EmbeddedModels(finding: Subjects(persons: true))
      persons.person = file
      return ImageDetector(models: persons, options: models.options)
    }
  }

  /// The faces of an image in descending order of confidence.
  ///
  /// - Throws: `StillImage.Refusal`, `ImageError`.
  func faces(in image: [UInt8]) throws -> [DetectedBox] {
    let digest = SHA256.hex(image)
    if let last, last.digest == digest { return last.faces }
    let found = try faces.objects(in: EditableImages.open(image), frame: 0).boxes
    last = (digest, found)
    return found
  }

  /// The persons of an image in descending order of confidence; none without a detector of persons.
  ///
  /// - Throws: as ``faces(in:)``.
  func persons(in image: [UInt8]) throws -> [DetectedBox] {
    guard let persons else { return [] }
    return try persons.objects(in: EditableImages.open(image), frame: 0).boxes
  }
}
