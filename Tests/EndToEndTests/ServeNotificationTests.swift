import AWS
import Core
import FoundationEssentials
import FrameveilTesting
import Glibc
import HTTP
import HTTPServing
import Synchronization
import Testing

/// The completion notifications of the local Rekognition.
@Suite(.blocking) struct ServeNotificationTests {
  /// An SNS topic that verifies signatures and refuses other requests as Amazon SNS does.
  private final class Topic: HTTPService {
    let maximumBodySize = 1 << 16
    let heard = Mutex<[String: String]>([:])
    let event = AsyncEvent()
    private let key: AWSCredentials

    init(_ secret: String) {
      key = AWSCredentials(accessKeyID: "AKIDJUDGE", secretAccessKey: secret)
    }

    func respond(to request: ServedRequest) async -> BufferedResponse {
      defer { event.notify() }
      let signed = SigningRequest(
        method: request.method, path: request.path, query: request.query,
        headers: request.headers.fields.map { ($0.name, $0.value) })
      do throws(SignatureError) {
        let signature = try ReceivedSignature(signed)
        let now = Int64(time(nil))
        try signature.verify(signed, payload: .sha256(of: request.body), credentials: key, now: now)
        guard signature.scope.service == "sns" else { throw .unknownKey }
      } catch {
        let refusal = "<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>"
        return BufferedResponse(status: 403, headers: ["Content-Type": "text/xml"], body: Array(refusal.utf8))
      }
      let pairs = String(decoding: request.body, as: UTF8.self).split(separator: "&").map { pair in
        let halves = pair.split(separator: "=", maxSplits: 1).map { PercentEncoding.decode(String($0)) }
        return (halves[0], halves[1])
      }
      heard.withLock { $0 = Dictionary(pairs) { first, _ in first } }
      return BufferedResponse(
        status: 200, headers: ["Content-Type": "text/xml"], body: Array("<PublishResponse/>".utf8))
    }

    func refuse(_ request: ServedRequest) -> BufferedResponse { BufferedResponse(status: 413) }
  }

  /// The notification message, as clients of Amazon Rekognition parse it.
  private struct Message: Decodable, Equatable {
    struct VideoMember: Decodable, Equatable {
      var S3ObjectName: String
      var S3Bucket: String
    }
    var JobId: String
    var Status: String
    var API: String
    var JobTag: String
    var Timestamp: Int64
    var Video: VideoMember
  }

  private static let arn = "arn:aws:sns:eu-central-1:123456789012:told"
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["store", "store/bucket"] { try #require(mkdir(folder(name), 0o755) == 0) }
    try folder.replace("store/bucket/a b.mp4", with: ServedClips.second())
  }

  /// Runs a job with a notification channel, and returns the log of `serve` and the job id.
  private func run(_ topic: Topic) async throws -> (log: String, job: String) {
    let listener = try HTTPServer(listeningAt: "127.0.0.1:0", topic)
    let environment = [
      "AWS_ACCESS_KEY_ID": "AKIDJUDGE", "AWS_SECRET_ACCESS_KEY": "judge/secret+key", "AWS_SESSION_TOKEN": "",
      "AWS_REGION": "eu-central-1", "AWS_ENDPOINT_URL_SNS": "http://\(listener.address)",
      "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    ]
    let words =
      ["serve", "--rekognition", "--folder", folder("store"), "--listen", "127.0.0.1:0"]
      + ["--topic", Self.arn, "--detect-size", "64"]
    let judge = ["bin/python", "../../scripts/judge-service"].map {
      "\(Frameveil.repository)/.build/judges/\($0)"
    }
    do {
      let server = try Server([Frameveil.path] + words, environment: environment)
      let job = try await BlockingThread.run { [url = server.url] in
        try Program(judge + [url, "announced", "bucket", "a b.mp4", Self.arn]).runTool()
      }
      await topic.event.wait()
      #expect(server.end() == 0)
      await listener.stop()
      return (server.text, String(decoding: job.dropLast(), as: UTF8.self))
    } catch {
      await listener.stop()
      throw error
    }
  }

  @Test func `a notification has the format of Amazon Rekognition`() async throws {
    let topic = Topic("judge/secret+key")
    let before = Int64(time(nil)) * 1000
    let (_, job) = try await run(topic)
    let form = topic.heard.withLock { $0 }
    #expect(form["Action"] == "Publish" && form["TopicArn"] == Self.arn)
    let message = try JSONDecoder().decode(Message.self, from: Data((form["Message"] ?? "").utf8))
    let expected = Message(
      JobId: job, Status: "SUCCEEDED", API: "StartFaceSearch", JobTag: "judge:1",
      Timestamp: message.Timestamp,
      Video: Message.VideoMember(S3ObjectName: "a b.mp4", S3Bucket: "bucket"))
    #expect(message == expected)
    #expect((before...Int64(time(nil) + 1) * 1000).contains(message.Timestamp))
  }

  @Test func `a refused notification is logged and does not affect the job`() async throws {
    let (log, job) = try await run(Topic("another"))
    #expect(log.contains("job \(job): cannot publish to \(Self.arn)"), "\(log)")
  }
}
