public import AWS

/// The parameters of a job: the request members of the `Start…` operations.
public struct JobRequest: Sendable {
  /// The `NotificationChannel`: where Rekognition publishes the completion status.
  public struct Channel: Sendable, Hashable {
    /// The ARN of the SNS topic.
    public var topic: String
    /// The ARN of an IAM role that allows Rekognition to publish to the topic.
    public var role: String

    public init(topic: String, role: String) {
      self.topic = topic
      self.role = role
    }
  }

  public var kind: JobKind
  public var video: ObjectReference
  /// `ClientRequestToken`: requests with the same token start one job. If nil, each start uses a random token
  /// and keeps it for its retries.
  public var token: String?
  /// `JobTag`, which the completion notification contains.
  public var tag: String?
  public var channel: Channel?
  /// The ID of the collection that `search` compares with.
  public var collection: String?
  /// The minimum confidence of results, 0...100; nil for the default of the service. Ignored for faces, of
  /// which Rekognition returns all.
  public var minConfidence: Double?
  /// `FaceMatchThreshold`, the minimum similarity of a match, 0...100; nil for the default of the service.
  public var minSimilarity: Double?

  public init(_ kind: JobKind, _ video: ObjectReference) {
    self.kind = kind
    self.video = video
  }
}

/// The request members of all `Start…` operations.
struct StartMembers: Encodable {
  struct VideoMember: Encodable {
    var S3Object: S3ObjectMember
  }
  struct ChannelMember: Encodable {
    var SNSTopicArn: String
    var RoleArn: String
  }
  struct FiltersMember: Encodable {
    struct Words: Encodable { var MinConfidence: Double }
    struct Shots: Encodable { var MinSegmentConfidence: Double }
    var WordFilter: Words?
    var ShotFilter: Shots?
  }

  private var Video: VideoMember
  private var ClientRequestToken: String
  private var JobTag: String?
  private var NotificationChannel: ChannelMember?
  private var CollectionId: String?
  private var FaceMatchThreshold: Double?
  private var MinConfidence: Double?
  private var Filters: FiltersMember?
  private var SegmentTypes: [String]?

  init(_ request: JobRequest, token: String) {
    Video = .init(S3Object: S3ObjectMember(request.video))
    ClientRequestToken = token
    JobTag = request.tag
    NotificationChannel = request.channel.map { .init(SNSTopicArn: $0.topic, RoleArn: $0.role) }
    let minConfidence = request.minConfidence
    switch request.kind {
    case .faces, .persons: break
    case .search: (CollectionId, FaceMatchThreshold) = (request.collection, request.minSimilarity)
    case .labels, .moderation: MinConfidence = minConfidence
    case .text: Filters = minConfidence.map { .init(WordFilter: .init(MinConfidence: $0)) }
    case .segments:
      SegmentTypes = ["SHOT"]
      Filters = minConfidence.map { .init(ShotFilter: .init(MinSegmentConfidence: $0)) }
    }
  }
}

/// The `S3Object` structure of the service model.
struct S3ObjectMember: Encodable {
  private let Bucket, Name: String
  private let Version: String?

  init(_ object: ObjectReference) { (Bucket, Name, Version) = (object.bucket, object.key, object.version) }
}
