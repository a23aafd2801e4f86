/// What a job looks for in a stored video.
public enum JobKind: String, Sendable, CaseIterable {
  /// Faces.
  case faces
  /// Faces, and who of a collection they are.
  case search
  /// Persons and their faces. AWS withdrew it on 31 October 2025.
  case persons
  /// Objects, some of them with boxes.
  case labels
  /// Words and lines.
  case text
  /// What some may not want to see, by time and without boxes.
  case moderation
  /// Shots, which begin at scene cuts.
  case segments

  /// The operation that starts such a job.
  public var startOperation: String { "Start\(operation)" }
  /// The operation that tells how it stands and what it found.
  public var getOperation: String { "Get\(operation)" }

  /// Whether pages come in the order of time only when that is asked for.
  var isSortable: Bool {
    switch self {
    case .search, .persons, .labels, .moderation: true
    case .faces, .text, .segments: false
    }
  }

  /// Whether what was found can be told as spans instead of instants.
  var isAggregable: Bool { self == .labels || self == .moderation }

  private var operation: String {
    switch self {
    case .faces: "FaceDetection"
    case .search: "FaceSearch"
    case .persons: "PersonTracking"
    case .labels: "LabelDetection"
    case .text: "TextDetection"
    case .moderation: "ContentModeration"
    case .segments: "SegmentDetection"
    }
  }
}
