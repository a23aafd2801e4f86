public import AWS

/// What the workflow needs of S3.
public protocol ObjectStore: Sendable {
  /// Reads a part of a video, and refuses one that was changed meanwhile.
  func read(_ range: Range<UInt64>, of video: VideoReference) async throws -> [UInt8]
  /// Reads a small object whole; nil where there is none.
  func read(_ object: ObjectReference) async throws -> [UInt8]?
  /// Writes a small object in one step; one that is there is replaced.
  func write(_ bytes: [UInt8], to object: ObjectReference, contentType: String) async throws
  /// Whether there is such an object.
  func exists(_ object: ObjectReference) async throws -> Bool
  /// Removes an object. One that is not there is no error.
  func delete(_ object: ObjectReference) async throws
}

/// What the workflow needs of Step Functions.
public protocol StateMachines: Sendable {
  /// Starts an execution with a JSON input. False where one of that name was started before, which is no error.
  func start(_ stateMachine: String, name: String, input: [UInt8]) async throws -> Bool
  /// Lets the execution go on that waits with a task token. False where none waits with it any more, which is no
  /// error.
  func resume(_ taskToken: String) async throws -> Bool
}

/// What the workflow needs of Amazon Rekognition. Errors keep the service's names.
public protocol FaceDetectionService: Sendable {
  /// Starts a job and gives its id; the same token gives the same job.
  func start(_ job: DetectionJob) async throws -> String
  /// A page of a job's answer with at most so many faces.
  func page(of jobID: String, most: Int, after token: String?) async throws -> DetectionPage
}

/// A job of StartFaceDetection.
public struct DetectionJob: Sendable, Equatable {
  /// The video.
  public var video: VideoReference
  /// Its ClientRequestToken and JobTag.
  public var token: String
  /// Who is told when it is done.
  public var channel: NotificationChannel?

  /// Makes a job.
  public init(video: VideoReference, token: String, channel: NotificationChannel?) {
    self.video = video
    self.token = token
    self.channel = channel
  }
}

/// An SNS topic, and the role by which Rekognition writes to it.
public struct NotificationChannel: Sendable, Equatable {
  /// The topic's ARN.
  public var topic: String
  /// The role's ARN.
  public var role: String

  /// Names both.
  public init(topic: String, role: String) {
    self.topic = topic
    self.role = role
  }
}

/// A page of GetFaceDetection's answer.
public struct DetectionPage: Sendable, Equatable {
  /// The whole answer, as the service gave it.
  public var bytes: [UInt8]
  /// `IN_PROGRESS`, `SUCCEEDED` or `FAILED`.
  public var status: String
  /// Why it failed.
  public var statusMessage: String?
  /// What the next page is asked for with; nil on the last one.
  public var nextToken: String?
  /// Faces on it.
  public var faces: Int

  /// Makes a page.
  public init(bytes: [UInt8], status: String, statusMessage: String?, nextToken: String?, faces: Int) {
    self.bytes = bytes
    self.status = status
    self.statusMessage = statusMessage
    self.nextToken = nextToken
    self.faces = faces
  }
}
