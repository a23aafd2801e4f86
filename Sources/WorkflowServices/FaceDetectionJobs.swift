public import AWS
import FoundationEssentials
import HTTP
import LambdaRuntime
import PlainText
public import Workflow

/// Amazon Rekognition's face detection in stored videos (StartFaceDetection, GetFaceDetection).
public struct FaceDetectionJobs: FaceDetectionService {
  private let client: AWSClient

  /// A thousand faces with landmarks, pose and quality take less than a megabyte.
  private static let largestPage = 16 << 20

  /// Calls it with a client.
  public init(_ client: AWSClient) {
    self.client = client
  }

  /// Starts a job. That too many jobs are open is left to the state machine, which waits longer than a call can.
  public func start(_ job: DetectionJob) async throws -> String {
    var call = Self.call("StartFaceDetection", Self.request(job), subject: "\(job.video.object)")
    call.unretriedCodes = ["LimitExceededException"]
    return try decode(Started.self, try await client.perform(call).body).jobID
  }

  /// Fetches a page, in the order of time.
  public func page(of jobID: String, most: Int, after token: String?) async throws -> DetectionPage {
    var members: [JSONValue.Member] = [
      .init("JobId", .text(jobID)), .init("MaxResults", .whole(most)),
    ]
    if let token { members.append(.init("NextToken", .text(token))) }
    let call = Self.call("GetFaceDetection", .object(members), subject: "job \(jobID)")
    let bytes = try await client.perform(call, atMost: Self.largestPage).body
    let page = try decode(Page.self, bytes)
    return DetectionPage(
      bytes: bytes, status: page.status, statusMessage: page.statusMessage,
      // An empty token is none.
      nextToken: page.nextToken?.isEmpty == true ? nil : page.nextToken, faces: page.faces?.count ?? 0)
  }

  private func decode<Answer: Decodable>(_: Answer.Type, _ bytes: [UInt8]) throws -> Answer {
    do {
      return try JSONDecoder().decode(Answer.self, from: Data(bytes))
    } catch {
      throw WorkflowError(
        .serviceAnswer, "Rekognition's answer cannot be read: \(PlainText.words(of: error))")
    }
  }

  private static func request(_ job: DetectionJob) -> JSONValue {
    var object: [JSONValue.Member] = [
      .init("Bucket", .text(job.video.bucket)), .init("Name", .text(job.video.key)),
    ]
    if let version = job.video.versionId { object.append(.init("Version", .text(version))) }
    var members: [JSONValue.Member] = [
      .init("Video", ["S3Object": .object(object)]), .init("ClientRequestToken", .text(job.token)),
      .init("JobTag", .text(job.token)),
    ]
    if let channel = job.channel {
      members.append(
        .init(
          "NotificationChannel", ["SNSTopicArn": .text(channel.topic), "RoleArn": .text(channel.role)]))
    }
    return .object(members)
  }

  private static func call(_ operation: String, _ request: JSONValue, subject: String) -> AWSCall {
    .json("rekognition", version: "1.1", "RekognitionService", operation, request, subject: subject)
  }
}

private struct Started: Decodable {
  var jobID: String
  enum CodingKeys: String, CodingKey { case jobID = "JobId" }
}

private struct Page: Decodable {
  struct Face: Decodable {}
  var status: String
  var statusMessage: String?
  var nextToken: String?
  var faces: [Face]?
  enum CodingKeys: String, CodingKey {
    case status = "JobStatus"
    case statusMessage = "StatusMessage"
    case nextToken = "NextToken"
    case faces = "Faces"
  }
}
