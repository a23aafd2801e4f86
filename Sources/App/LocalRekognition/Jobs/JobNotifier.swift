public import AWS
import Core
import FoundationEssentials
import HTTP

/// Publishes the end of a job to a topic.
public protocol JobNotifier: Sendable {
  func publish(_ message: String, to topic: String) async throws
}

/// Publishes through Amazon SNS, or the endpoint in `AWS_ENDPOINT_URL_SNS`, with the credentials of the
/// program. The role that a request names is not assumed.
public struct TopicNotifier: JobNotifier {
  private let client: AWSClient

  public init(_ client: AWSClient) {
    self.client = client
  }

  /// The Publish action (SNS API of 2010-03-31).
  public func publish(_ message: String, to topic: String) async throws {
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

/// The notification message, in the format of Amazon Rekognition.
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

  /// The message as JSON.
  func text() throws -> String { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
}
