/// A job that has been started.
public struct RekognitionJob: Sendable, Hashable, CustomStringConvertible {
  public var kind: JobKind
  /// `JobId`. Rekognition keeps the results for seven days.
  public var id: String

  public init(kind: JobKind, id: String) {
    self.kind = kind
    self.id = id
  }

  public var description: String { "job \(id)" }
}

/// The analysis that a job performs on a stored video.
public enum JobKind: String, Sendable, CaseIterable {
  case faces
  /// Faces, and their matches in a face collection.
  case search
  /// People and their faces. AWS discontinued people pathing on 31 October 2025.
  case persons
  /// Labels; some have instances with bounding boxes.
  case labels
  /// Words and lines of text.
  case text
  /// Moderation labels by timestamp, without bounding boxes.
  case moderation
  /// Shots, which are the segments between scene cuts.
  case segments

  /// The operation that starts the job: `StartFaceDetection`.
  public var startOperation: String { "Start\(operation)" }
  /// The operation that returns the status and the results: `GetFaceDetection`.
  public var getOperation: String { "Get\(operation)" }

  /// Whether the operation has `SortBy`. The results of the others are always sorted by timestamp.
  var isSortable: Bool {
    switch self {
    case .search, .persons, .labels, .moderation: true
    case .faces, .text, .segments: false
    }
  }

  /// Whether the operation has `AggregateBy`, by timestamps or by segments.
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
