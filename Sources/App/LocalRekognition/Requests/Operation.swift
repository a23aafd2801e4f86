/// What a client asks for.
enum Operation: Equatable {
  case start(JobKind)
  case get(JobKind)
  case detectFaces
  /// One of Amazon Rekognition's that needs to know more than where faces are.
  case beyond

  /// Reads the value of `X-Amz-Target`, such as `RekognitionService.DetectFaces`; nil where there is no such
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
    } else if Self.others.contains(name) {
      self = .beyond
    } else {
      return nil
    }
  }

  static let prefix = "RekognitionService."

  /// The other operations of Amazon Rekognition's service model of 2016-06-27.
  private static let others: Set<String> = [
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

/// The kinds of job over a stored video.
enum JobKind: String, CaseIterable {
  case faceDetection = "FaceDetection"
  case faceSearch = "FaceSearch"
  case personTracking = "PersonTracking"

  /// The operation that starts one; messages name the job by it.
  var startName: String { "Start\(rawValue)" }
  /// The operation that asks for what it found.
  var getName: String { "Get\(rawValue)" }
  /// Whether its findings say who is who.
  var tellsPersons: Bool { self != .faceDetection }
}
