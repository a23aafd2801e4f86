public import AWS

/// What a job is to do: the members of Start….
public struct JobRequest: Sendable {
  /// Whom to tell when a job is done.
  public struct Channel: Sendable, Hashable {
    /// The topic's ARN.
    public var topic: String
    /// The ARN of a role with which the service may publish to it.
    public var role: String

    /// Names a topic.
    public init(topic: String, role: String) {
      self.topic = topic
      self.role = role
    }
  }

  /// What to look for.
  public var kind: JobKind
  /// Where.
  public var video: ObjectReference
  /// `ClientRequestToken`: two starts with the same are one job. Nil for one that is made up for each start, and
  /// kept while it is tried again.
  public var token: String?
  /// `JobTag`, which the completion message carries.
  public var tag: String?
  /// Whom to tell.
  public var channel: Channel?
  /// The collection in which a search looks.
  public var collection: String?
  /// What is less sure, 0...100, is not told; nil for the service's own limit. Faces are always told all.
  public var minConfidence: Double?
  /// What matches less, 0...100, is no match of a search; nil for the service's own limit.
  public var minSimilarity: Double?

  /// Asks for a kind of job over a video.
  public init(_ kind: JobKind, _ video: ObjectReference) {
    self.kind = kind
    self.video = video
  }
}

/// The members of all Start… operations.
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
    let least = request.minConfidence
    switch request.kind {
    case .faces, .persons: break
    case .search: (CollectionId, FaceMatchThreshold) = (request.collection, request.minSimilarity)
    case .labels, .moderation: MinConfidence = least
    case .text: Filters = least.map { .init(WordFilter: .init(MinConfidence: $0)) }
    case .segments:
      SegmentTypes = ["SHOT"]
      Filters = least.map { .init(ShotFilter: .init(MinSegmentConfidence: $0)) }
    }
  }
}
