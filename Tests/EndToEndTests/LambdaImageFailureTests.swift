import FrameveilTesting
import Testing

/// What clients of `analyze-image` are told of failures of services.
@Suite(.blocking) struct LambdaImageFailureTests {
  @Test func `throttling is retried and then told, as are failures of Rekognition`() throws {
    let api = try ImageAPI()
    func proxy(_ status: Int, _ code: String, nth: JSON? = nil) throws -> FaultProxy {
      var fault: [String: JSON] = [
        "fault": "answer", "operation": "DetectLabels", "status": .integer(status), "code": .string(code),
      ]
      fault["nth"] = nth
      return try FaultProxy(to: api.detection.url, [.object(fault)])
    }
    let cases: [(FaultProxy, Int, String?)] = [
      (try proxy(400, "ThrottlingException", nth: [1]), 200, nil),
      (try proxy(400, "ProvisionedThroughputExceededException"), 429, "Throttled"),
      (try proxy(500, "InternalServerError"), 503, "ServiceUnavailable"),
      (try proxy(400, "AccessDeniedException"), 502, "ServiceRefused"),
      (try proxy(400, "InvalidImageFormatException"), 422, "InvalidImage"),
    ]
    for (index, (proxy, status, code)) in cases.enumerated() {
      let (answers, log) = try api.run(
        [api.raw(id: "r\(index)")], rekognition: proxy.url, ["AWS_MAX_ATTEMPTS": "2"])
      let answer = try #require(answers.first)
      #expect(answer.status == status && answer.code == code, "\(answer)")
      #expect(log.contains { $0["level"] == "ERROR" } == [429, 502, 503].contains(status))
    }
    #expect(try api.server.keys(api.bucket).count == 2, "failures store nothing")
  }

  @Test func `a bucket that refuses is told without its name`() throws {
    let api = try ImageAPI()
    let keys = ObjectServer.stranger
    let cases = [
      ["AWS_ACCESS_KEY_ID": keys.id, "AWS_SECRET_ACCESS_KEY": keys.secret],
      ["IMAGES_BUCKET": "no-such-bucket"],
    ]
    for variables in cases {
      let (answers, log) = try api.run([api.raw(), api.raw(key: "k", id: "r2")], variables)
      #expect(answers.map(\.status) == [502, 502] && answers.allSatisfy { $0.code == "ServiceRefused" })
      #expect(!answers.contains { "\($0.body)".contains("bucket") })
      #expect(log.count { "\($0["fields"]["error"])".contains("s3://") } == 2)
    }
  }
}
