import Rekognition

/// The operation of a request.
enum Operation: Equatable {
  case start(JobKind)
  case get(JobKind)
  case image(ImageOperation)
  /// An operation of Amazon Rekognition for which there is no model here.
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
    } else if let operation = ImageOperation(rawValue: name) {
      self = .image(operation)
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
    "DetectProtectiveEquipment", "DisassociateFaces",
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
