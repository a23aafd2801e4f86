/// The member of an answer that holds the boxes; its name tells the answers apart.
enum ResponseList: String, Hashable, CaseIterable {
  case faces = "Faces"
  case persons = "Persons"
  case labels = "Labels"
  case text = "TextDetections"
  case moderation = "ModerationLabels"
  case segments = "Segments"
  /// Not Rekognition's: the object from milliseconds to boxes that the AWS sample keeps.
  case instants = "timestamps"

  /// Who answers so.
  var origin: String {
    switch self {
    case .faces: "GetFaceDetection"
    case .persons: "GetFaceSearch or GetPersonTracking"
    case .labels: "GetLabelDetection"
    case .text: "GetTextDetection"
    case .moderation: "GetContentModeration"
    case .segments: "GetSegmentDetection"
    case .instants: "the AWS sample's {\"timestamps\":…,\"response\":…}"
    }
  }

  /// The member of an entry that stands beside its `Timestamp`.
  var detail: String {
    switch self {
    case .faces: "Face"
    case .persons: "Person"
    case .labels: "Label"
    case .text: "TextDetection"
    case .moderation: "ModerationLabel"
    case .segments: ""
    case .instants: ""
    }
  }

  /// Whether an entry without a box is a thing found that could not be hidden. Rekognition leaves the boxes of
  /// persons and labels out at times, and never those of faces and text.
  var mustHaveBox: Bool { self == .faces || self == .text }

  /// The part of a choice that this list can hold.
  func held(of subjects: Subjects) -> Subjects {
    switch self {
    case .faces, .instants: Subjects(faces: subjects.faces)
    case .persons: Subjects(faces: subjects.faces, persons: subjects.persons)
    case .labels: Subjects(labels: subjects.labels)
    case .text: Subjects(text: subjects.text)
    case .moderation: Subjects(labels: subjects.labels, moderation: subjects.moderation)
    case .segments: Subjects()
    }
  }

  /// The shapes, for people.
  static let known = allCases.filter { $0 != .segments }.map { "\($0.rawValue) (\($0.origin))" }.joined(
    separator: ", ")
}
