import AWS

/// The operation of a request.
enum Operation: Equatable {
  case start(JobKind)
  case get(JobKind)
  case detectFaces
  /// An operation of Amazon Rekognition that needs more than a face detector.
  case unsupported

  /// Parses the value of `X-Amz-Target`, such as `RekognitionService.DetectFaces`; nil for an unknown
  /// operation.
  init?(target: String) {
    guard target.hasPrefix(Self.prefix) else { return nil }
    let name = String(target.dropFirst(Self.prefix.count))
    if let kind = JobKind.allCases.first(where: { $0.startName == name }) {
      self = .start(kind)
    } else if let kind = JobKind.allCases.first(where: { $0.getName == name }) {
      self = .get(kind)
    } else if name == "DetectFaces" {
      self = .detectFaces
    } else if Self.unsupportedNames.contains(name) {
      self = .unsupported
    } else {
      return nil
    }
  }

  static let prefix = "RekognitionService."

  /// The other operations in the service model of 2016-06-27.
  private static let unsupportedNames: Set<String> = [
    "AssociateFaces", "CompareFaces", "CopyProjectVersion", "CreateCollection", "CreateDataset",
    "CreateFaceLivenessSession", "CreateProject", "CreateProjectVersion", "CreateStreamProcessor",
    "CreateUser",
    "DeleteCollection", "DeleteDataset", "DeleteFaces", "DeleteProject", "DeleteProjectPolicy",
    "DeleteProjectVersion", "DeleteStreamProcessor", "DeleteUser", "DescribeCollection", "DescribeDataset",
    "DescribeProjectVersions", "DescribeProjects", "DescribeStreamProcessor", "DetectCustomLabels",
    "DetectLabels",
    "DetectModerationLabels", "DetectProtectiveEquipment", "DetectText", "DisassociateFaces",
    "DistributeDatasetEntries", "GetCelebrityInfo", "GetCelebrityRecognition", "GetContentModeration",
    "GetFaceLivenessSessionResults", "GetLabelDetection", "GetMediaAnalysisJob", "GetSegmentDetection",
    "GetTextDetection", "IndexFaces", "ListCollections", "ListDatasetEntries", "ListDatasetLabels",
    "ListFaces",
    "ListMediaAnalysisJobs", "ListProjectPolicies", "ListStreamProcessors", "ListTagsForResource",
    "ListUsers",
    "PutProjectPolicy", "RecognizeCelebrities", "SearchFaces", "SearchFacesByImage", "SearchUsers",
    "SearchUsersByImage", "StartCelebrityRecognition", "StartContentModeration", "StartLabelDetection",
    "StartMediaAnalysisJob", "StartProjectVersion", "StartSegmentDetection", "StartStreamProcessor",
    "StartTextDetection", "StopProjectVersion", "StopStreamProcessor", "TagResource", "UntagResource",
    "UpdateDatasetEntries", "UpdateStreamProcessor",
  ]
}

/// The kinds of jobs on a stored video.
enum JobKind: String, CaseIterable {
  case faceDetection = "FaceDetection"
  case faceSearch = "FaceSearch"
  case personTracking = "PersonTracking"

  /// The operation that starts a job; notifications name it.
  var startName: String { "Start\(rawValue)" }
  /// The operation that returns the results.
  var getName: String { "Get\(rawValue)" }
  /// Whether the results have person indices.
  var includesPersons: Bool { self != .faceDetection }
}

/// The buckets and topics that requests may use. A key for this service must not give access to every bucket
/// and topic that the server's own role has.
public struct ServicePermissions: Sendable {
  private let buckets: Set<String>?
  private let topics: Set<String>

  /// - Parameters:
  ///   - buckets: the readable buckets; nil for all buckets of the store.
  ///   - topics: the ARNs of the topics that may be published to.
  public init(buckets: Set<String>?, topics: Set<String>) {
    self.buckets = buckets
    self.topics = topics
  }

  /// Throws if the bucket of an object is not permitted.
  func check(_ object: ObjectReference) throws(ServiceError) {
    guard buckets?.contains(object.bucket) ?? true else {
      throw .invalidObject(
        object,
        "the server has no permission for this bucket; start it with --bucket NAME for each bucket it may read"
      )
    }
  }

  /// Throws if a topic is not permitted.
  func check(topic: String) throws(ServiceError) {
    guard topics.contains(topic) else {
      throw .accessDenied(
        "\(topic): the server has no permission for this topic; start it with --topic ARN for each topic")
    }
  }
}
