import AWS
import FoundationEssentials

/// The request of the Start operations; the members depend on the kind of job.
struct StartRequest: Decodable, Hashable {
  struct VideoMember: Decodable, Hashable {
    var S3Object: S3ObjectMember?
  }
  struct ChannelMember: Decodable, Hashable {
    var SNSTopicArn: String?
    var RoleArn: String?
  }
  var Video: VideoMember?
  var ClientRequestToken: String?
  var NotificationChannel: ChannelMember?
  var FaceAttributes: String?
  var FaceMatchThreshold: Double?
  var CollectionId: String?
  var JobTag: String?

  /// Checks the constraints of the service model and returns the video object.
  func validated(for kind: JobKind) throws(ServiceError) -> ObjectReference {
    var constraints = Constraints()
    constraints.require(Video, "video")
    Video?.S3Object?.check(&constraints, "video.s3Object")
    constraints.check(ClientRequestToken, "clientRequestToken", length: 1...64, pattern: .token)
    constraints.check(JobTag, "jobTag", length: 1...1024, pattern: .jobTag)
    if let channel = NotificationChannel {
      constraints.require(channel.SNSTopicArn, "notificationChannel.sNSTopicArn")
      constraints.require(channel.RoleArn, "notificationChannel.roleArn")
      constraints.check(channel.SNSTopicArn, "notificationChannel.sNSTopicArn", pattern: .topic)
      constraints.check(channel.RoleArn, "notificationChannel.roleArn", pattern: .role)
    }
    switch kind {
    case .faceDetection:
      constraints.check(FaceAttributes, "faceAttributes", oneOf: ["DEFAULT", "ALL"])
    case .faceSearch:
      constraints.require(CollectionId, "collectionId")
      constraints.check(CollectionId, "collectionId", length: 1...255, pattern: .collection)
      constraints.check(FaceMatchThreshold, "faceMatchThreshold", in: 0...100)
    case .personTracking: break
    }
    try constraints.enforce()
    guard let object = Video?.S3Object?.object else {
      throw .invalidParameter("Request has invalid parameters: Video.S3Object requires Bucket and Name")
    }
    return object
  }
}

/// An S3 object in a request.
struct S3ObjectMember: Decodable, Hashable, Sendable {
  var Bucket: String?
  var Name: String?
  var Version: String?

  func check(_ constraints: inout Constraints, _ path: String) {
    constraints.check(Bucket, "\(path).bucket", length: 3...255, pattern: .bucket)
    constraints.check(Name, "\(path).name", length: 1...1024)
    constraints.check(Version, "\(path).version", length: 1...1024)
  }

  /// The object; nil without bucket or name.
  var object: ObjectReference? {
    guard let Bucket, let Name else { return nil }
    return ObjectReference(bucket: Bucket, key: Name, version: Version)
  }
}

/// The request of the Get operations.
struct GetRequest: Decodable {
  var JobId: String?
  var MaxResults: Int?
  var NextToken: String?
  var SortBy: String?

  /// The maximum and default number of results in a page.
  private static let largestPage = 1000

  /// Checks the constraints of the service model and returns the job ID, the order and the page size.
  func validated(for kind: JobKind) throws(ServiceError) -> (job: String, order: Findings.Order, count: Int) {
    var constraints = Constraints()
    constraints.require(JobId, "jobId")
    constraints.check(JobId, "jobId", length: 1...64, pattern: .token)
    constraints.check(MaxResults, "maxResults", in: 1...Int.max)
    constraints.check(NextToken, "nextToken", length: 0...255)
    if kind.includesPersons { constraints.check(SortBy, "sortBy", oneOf: ["INDEX", "TIMESTAMP"]) }
    try constraints.enforce()
    let order: Findings.Order = kind.includesPersons && SortBy == "INDEX" ? .person : .time
    // A larger MaxResults is reduced to the maximum, as the service does.
    return (JobId ?? "", order, min(MaxResults ?? Self.largestPage, Self.largestPage))
  }
}
