/// The member of a response that contains the boxes; its name identifies the kind of response.
enum ResponseList: String, Hashable, CaseIterable {
  case faces = "Faces"
  case persons = "Persons"
  case labels = "Labels"
  case text = "TextDetections"
  case moderation = "ModerationLabels"
  case segments = "Segments"
  /// Not Rekognition's: the object that maps milliseconds to boxes in the AWS sample's file.
  case instants = "timestamps"

  /// The operations whose responses have this list.
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

  /// The member of an entry beside its `Timestamp`.
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

  /// Whether an entry without a box is a detection that could not be redacted. Rekognition omits the boxes of
  /// persons and labels at times, but never those of faces and text.
  var mustHaveBox: Bool { self == .faces || self == .text }

  /// The subjects that this list can contain.
  func supported(of subjects: Subjects) -> Subjects {
    switch self {
    case .faces, .instants: Subjects(faces: subjects.faces)
    case .persons: Subjects(faces: subjects.faces, persons: subjects.persons)
    case .labels: Subjects(labels: subjects.labels)
    case .text: Subjects(text: subjects.text)
    case .moderation: Subjects(labels: subjects.labels, moderation: subjects.moderation)
    case .segments: Subjects()
    }
  }

  /// The supported lists, for messages.
  static let known = allCases.filter { $0 != .segments }.map { "\($0.rawValue) (\($0.origin))" }.joined(
    separator: ", ")
}
