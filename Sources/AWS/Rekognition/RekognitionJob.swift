public import AWS
import Detections

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

/// A job has no results although all requests succeeded.
public struct RekognitionError: Error, Sendable, CustomStringConvertible {
  public var kind: AWSError.Kind
  /// The video or job, what happened, and a second line with the remedy.
  public var description: String

  /// The account's limit of concurrent jobs was reached for too long.
  static func noFreeJobSlot(_ request: JobRequest, seconds: Double) -> RekognitionError {
    RekognitionError(
      kind: .unavailable,
      description:
        "\(request.video): no job could be started for \(Int(seconds)) s, because the account's limit of concurrent "
        + "jobs is reached\ntry again when running jobs have ended, or request a higher service quota")
  }

  static func failed(_ job: RekognitionJob, _ message: String?) -> RekognitionError {
    RekognitionError(
      kind: .refused,
      description: "\(job) failed: \(message ?? "Rekognition gave no reason")\n"
        + "Rekognition accepts H.264 in MP4 or MOV, up to 10 GB and 6 hours, from a bucket that the credentials may read"
    )
  }

  /// The job is still running.
  static func inProgress(_ job: RekognitionJob) -> RekognitionError {
    RekognitionError(kind: .refused, description: "\(job) is IN_PROGRESS\nwait until it has ended")
  }

  /// A response does not conform to the service model.
  static func malformed(_ operation: String, _ subject: String, _ what: String) -> RekognitionError {
    RekognitionError(
      kind: .unavailable,
      description: "\(subject): the response of \(operation) \(what)\ncheck AWS_ENDPOINT_URL, and try again")
  }
}

extension PageHead {
  init(_ page: [UInt8], of job: RekognitionJob) throws(RekognitionError) {
    do {
      try self.init(reading: page)
    } catch {
      throw .malformed(job.kind.getOperation, "\(job)", "cannot be decoded: \(error)")
    }
  }
}
