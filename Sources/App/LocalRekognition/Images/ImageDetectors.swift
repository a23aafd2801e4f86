import Core
import Detections
import FaceDetection
import Geometry
import Pipeline
import StillImages

/// The embedded detectors for images, on a thread of their own. Each network is compiled once for a size of its input.
actor ImageDetectors {
  private let executor = ThreadExecutor(name: "frameveil-image")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let faces: ImageDetector
  private let persons: ImageDetector?
  private let models: ImageModels
  /// Made with the first image that is to be read.
  private var reader: TextReader?
  /// The faces of the image that was looked at last: operations on one image follow each other.
  private var last: (digest: String, faces: [DetectedBox])?

  init(_ models: ImageModels) {
    self.models = models
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

  /// The lines of text in an image, from top to bottom.
  ///
  /// - Throws: as ``faces(in:)``; the reason if there is nothing that reads text.
  func text(in image: [UInt8]) throws -> [ReadLine] {
    let image = try EditableImages.open(image)
    let reader = try loadedReader()
    let geometry = FrameGeometry(size: image.frames[0].size, orientation: image.orientation)
    return try image.read(frame: 0) { try reader.lines(in: $0, geometry) }
  }

  private func loadedReader() throws -> TextReader {
    if let reader { return reader }
    let (detection, recognition) = try models.text.get()
    let made = try TextReader(detection: detection, recognition: recognition, options: models.options)
    reader = made
    return made
  }
}
