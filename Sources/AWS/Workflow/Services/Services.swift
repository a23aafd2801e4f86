public import AWS
public import S3

/// The S3 operations that the workflow uses.
public protocol ObjectStore: Sendable {
  /// Reads a byte range of a video. Throws if the object was changed since the reference was made.
  func read(_ range: Range<UInt64>, of video: VideoReference) async throws -> [UInt8]
  /// Reads a small object; nil if it does not exist.
  func read(_ object: ObjectReference) async throws -> [UInt8]?
  /// Writes a small object with one request and overwrites an existing one.
  func write(_ bytes: [UInt8], to object: ObjectReference, contentType: String) async throws
  /// Whether an object exists.
  func exists(_ object: ObjectReference) async throws -> Bool
  /// Deletes an object; does not throw if it does not exist.
  func delete(_ object: ObjectReference) async throws
  /// The keys with a prefix after a key, in order, at most 1,000; nil begins with the first.
  func keys(in bucket: String, prefix: String, after last: String?) async throws -> [String]
}

/// The Step Functions operations that the workflow uses.
public protocol StateMachines: Sendable {
  /// Starts an execution with a JSON input.
  ///
  /// - Returns: false if an execution with this name was already started, which is not an error.
  func start(_ stateMachine: String, name: String, input: [UInt8]) async throws -> Bool
  /// Resumes the execution that waits with a task token.
  ///
  /// - Returns: false if the token is no longer valid, which is not an error.
  func resume(_ taskToken: String) async throws -> Bool
}

/// The Amazon Rekognition operations that the workflow uses. Errors keep the codes of the service.
public protocol FaceDetectionService: Sendable {
  /// Starts a job and returns its ID. The same token returns the same job.
  func start(_ job: DetectionJob) async throws -> String
  /// Fetches a page of results with at most `most` faces.
  func page(of jobID: String, most: Int, after token: String?) async throws -> DetectionPage
}

/// The parameters of StartFaceDetection.
public struct DetectionJob: Sendable, Equatable {
  public var video: VideoReference
  /// `ClientRequestToken` and `JobTag`.
  public var token: String
  /// Where Rekognition publishes the completion status; nil for no notification.
  public var channel: NotificationChannel?

  public init(video: VideoReference, token: String, channel: NotificationChannel?) {
    self.video = video
    self.token = token
    self.channel = channel
  }
}

/// The ARN of an SNS topic, and of the IAM role with which Rekognition publishes to it.
public struct NotificationChannel: Sendable, Equatable {
  public var topic: String
  public var role: String

  public init(topic: String, role: String) {
    self.topic = topic
    self.role = role
  }
}

/// A page of GetFaceDetection results.
public struct DetectionPage: Sendable, Equatable {
  /// The body of the response as the service sent it.
  public var bytes: [UInt8]
  /// `IN_PROGRESS`, `SUCCEEDED` or `FAILED`.
  public var status: String
  /// The reason of a failed job.
  public var statusMessage: String?
  /// The pagination token of the next page; nil on the last page.
  public var nextToken: String?
  /// The number of faces on the page.
  public var faces: Int

  public init(bytes: [UInt8], status: String, statusMessage: String?, nextToken: String?, faces: Int) {
    self.bytes = bytes
    self.status = status
    self.statusMessage = statusMessage
    self.nextToken = nextToken
    self.faces = faces
  }
}

extension S3Client: ObjectStore {
  /// Reads a byte range with `If-Match`, so that S3 returns an error if the object was replaced.
  public func read(_ range: Range<UInt64>, of video: VideoReference) async throws -> [UInt8] {
    try await read(range, of: video.object, etag: video.etag)
  }
}
