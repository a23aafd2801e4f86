public import AWS
import Core
import FoundationEssentials
import HTTP

/// Tells a topic that a job is over.
public protocol JobNotifier: Sendable {
  /// Sends a message to a topic.
  func announce(_ message: String, to topic: String) async throws
}

/// Amazon SNS, or what `AWS_ENDPOINT_URL_SNS` names, asked with the program's own credentials; the role that a
/// request names is not assumed.
public struct TopicNotifier: JobNotifier {
  private let client: AWSClient

  /// Makes an announcer.
  public init(_ client: AWSClient) {
    self.client = client
  }

  /// Publishes a message (SNS API of 2010-03-31).
  public func announce(_ message: String, to topic: String) async throws {
    let form = [("Action", "Publish"), ("Version", "2010-03-31"), ("TopicArn", topic), ("Message", message)]
    var call = AWSCall(
      service: "sns", method: "POST", path: "/",
      headers: ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"],
      body: Array(form.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&").utf8),
      operation: "Publish")
    call.subject = topic
    _ = try await client.perform(call)
  }
}

/// What a topic is told, as Amazon Rekognition tells it.
struct JobMessage: Encodable {
  struct VideoMember: Encodable {
    var S3ObjectName: String
    var S3Bucket: String
  }
  var JobId: String
  var Status: String
  var API: String
  var JobTag: String?
  /// Milliseconds since 1970.
  var Timestamp: Int64
  var Video: VideoMember

  init(_ job: Job, at now: Int64) {
    JobId = job.id
    if case .succeeded = job.state { Status = "SUCCEEDED" } else { Status = "FAILED" }
    API = job.kind.startName
    JobTag = job.request.JobTag
    Timestamp = now
    Video = VideoMember(S3ObjectName: job.object.key, S3Bucket: job.object.bucket)
  }

  /// The message's text.
  func text() throws -> String { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
}
