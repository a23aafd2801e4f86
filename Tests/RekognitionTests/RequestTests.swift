import AWS
import FoundationEssentials
import FrameveilTesting
import Rekognition
import Testing

/// Validates requests against the SDK's service model (`scripts/judge-requests`).
@Suite(.blocking) struct RequestTests {
  @Test func `every request conforms to the service model`() async throws {
    let service = ScriptedService { asked, _ in
      .ok(asked.operation.hasPrefix("Start") ? #"{"JobId":"j1"}"# : page([]))
    }
    let client = try service.client()
    for kind in JobKind.allCases {
      let job = try await JobStarter(client).start(Self.request(kind))
      try await JobWatch(client).wait(for: job)
      _ = try await JobPages(of: job, client).next()
    }
    let asked = service.asked
    #expect(asked.count == 3 * JobKind.allCases.count)
    #expect(try Self.judge(asked) == asked.map(\.operation))
  }

  @Test func `the validator rejects requests that do not conform`() throws {
    let bad = ScriptedService.Asked(
      operation: "GetFaceSearch", body: Array(#"{"JobId":"j","SortBy":"TIME"}"#.utf8))
    #expect(throws: (any Error).self) { try Self.judge([bad]) }
  }

  @Test func `all parameters are sent`() async throws {
    let service = ScriptedService { _, _ in .ok(#"{"JobId":"j1"}"#) }
    _ = try await JobStarter(service.client()).start(Self.request(.search))
    let body = String(decoding: try #require(service.asked.first).body, as: UTF8.self)
    let expected =
      #"{"ClientRequestToken":"t-1","CollectionId":"staff","FaceMatchThreshold":70,"JobTag":"monday","#
      + #""NotificationChannel":{"RoleArn":"arn:aws:iam::123456789012:role/r","#
      + #""SNSTopicArn":"arn:aws:sns:eu-central-1:123456789012:t"},"#
      + #""Video":{"S3Object":{"Bucket":"in-bucket","Name":"a/b ü.mp4","Version":"v1"}}}"#
    #expect(body == expected)
  }

  private static let video = ObjectReference(bucket: "in-bucket", key: "a/b ü.mp4", version: "v1")

  private static func request(_ kind: JobKind) -> JobRequest {
    var request = JobRequest(kind, video)
    (request.token, request.tag, request.collection) = ("t-1", "monday", "staff")
    request.channel = JobRequest.Channel(
      topic: "arn:aws:sns:eu-central-1:123456789012:t", role: "arn:aws:iam::123456789012:role/r")
    (request.minConfidence, request.minSimilarity) = (60, 70)
    return request
  }

  /// Returns the operations of the valid requests.
  static func judge(_ asked: [ScriptedService.Asked]) throws -> [String] {
    let folder = try TemporaryFolder()
    let lines = asked.map {
      #"{"operation":"\#($0.operation)","members":\#(String(decoding: $0.body, as: UTF8.self))}"#
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: folder("requests.json")))
    let judge = "\(Frameveil.repository)/.build/judges/bin/python"
    let script = "\(Frameveil.repository)/scripts/judge-requests"
    let output = try Program([judge, script, folder("requests.json")]).runTool()
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
