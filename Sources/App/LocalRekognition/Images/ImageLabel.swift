import Detections
import FaceDetection

/// A label of Amazon Rekognition that the embedded detectors can give, with what they found.
struct ImageLabel {
  /// What the detectors can see, by the names of Amazon Rekognition's taxonomy.
  enum Kind {
    case person
    case face

    var name: String {
      switch self {
      case .person: "Person"
      case .face: "Face"
      }
    }

    var aliases: [String] {
      switch self {
      case .person: ["Human"]
      case .face: []
      }
    }
  }

  var kind: Kind
  /// At least one.
  var instances: [DetectedBox]

  /// Nil if nothing was found.
  init?(_ kind: Kind, _ instances: [DetectedBox]) {
    guard !instances.isEmpty else { return nil }
    (self.kind, self.instances) = (kind, instances)
  }

  /// That of the surest instance, 0...100.
  var confidence: Double { instances.map(\.confidence).max() ?? 0 }

  /// Of all labels here.
  static let category = "Person Description"

  /// Names the detectors, so that nobody takes their labels for those of Amazon Rekognition.
  static func modelVersion(_ models: ImageModels) -> String {
    let persons = (try? models.person.get()).map { _ in PersonDetector.name }
    return "frameveil: " + [CenterFace.name, persons].compactMap(\.self).joined(separator: ", ")
  }
}
