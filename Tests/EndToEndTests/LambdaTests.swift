import FrameveilTesting
import Testing

/// The program as a function of AWS Lambda, in AWS's own emulator and behind an API that follows a script.
@Suite(.blocking) struct LambdaTests {
  private static let test: JSON = ["Service": "Amazon S3", "Event": "s3:TestEvent"]
  private static let wrong: JSON = ["a": 1]
  private static let nothing: JSON = ["started": [], "skipped": []]
  private static let emulator = "\(Frameveil.repository)/.build/emulator/aws-lambda-rie"

  @Test func `it runs in AWS's own emulator`() throws {
    let run = try LambdaRun.run(
      "", ["emulator": .string(Self.emulator), "events": [Self.test, Self.wrong, Self.test]],
      arguments: ["start-face-detection"])
    let answers = try #require(run.answers)
    #expect(answers.map(\.status) == [200, 200, 200])
    #expect(answers.map { $0.body["errorType"].text } == [nil, "InvalidInput", nil])
    #expect(answers.first?.body == Self.nothing)
    #expect(run.output.contains { $0.hasPrefix("START RequestId") })
    #expect(run.log.map { $0["level"].text } == ["INFO", "ERROR", "INFO"])
  }

  @Test func `each event gets its answer, and the end is orderly`() throws {
    let run = try LambdaRun.run("start-face-detection", ["events": [Self.test, Self.wrong, Self.test]])
    let posts = try #require(run.posts)
    #expect(posts.map { $0.path.split(separator: "/").last } == ["response", "error", "response"])
    #expect(Set(posts.map { $0.path.split(separator: "/")[1] }).count == 3)
    #expect(posts.map(\.type) == [nil, "InvalidInput", nil])
    #expect(posts.first?.body == Self.nothing)
    #expect(posts[1].body["errorType"] == "InvalidInput")
    #expect(posts[1].body["stackTrace"] == [])
    #expect(run.code == 0)
    #expect(run.errors == [])
    #expect(run.log.count == run.output.count)
    let identities = run.log.compactMap { $0["requestId"].text }
    #expect(identities == posts.map { String($0.path.split(separator: "/")[1]) })
  }

  private static let starts: [(handler: String, variables: [String: String], words: String)] = [
    ("app.lambda_handler", [:], "get-detections, blur, record-failure"),
    ("get-detections", ["DETECTIONS_BUCKET": ""], "DETECTIONS_BUCKET is not set"),
    ("await-message", ["DETECTIONS_BUCKET": ""], "DETECTIONS_BUCKET is not set"),
    ("resume", ["DETECTIONS_BUCKET": ""], "DETECTIONS_BUCKET is not set"),
    ("start-face-detection", ["MAX_INPUT_BYTES": "many"], "MAX_INPUT_BYTES"),
    ("blur", ["BLUR_OPTIONS": "--effect paint"], "--effect takes one of"),
    ("blur", ["BLUR_OPTIONS": "--output x.mp4"], "--output, which the workflow itself decides"),
    ("blur", ["BLUR_OPTIONS": "other.mp4"], "no files"),
    ("blur", ["BLUR_OPTIONS": "--hide 'faces"], "a quote"),
  ]

  @Test(arguments: starts)
  func `a start that fails is told`(handler: String, variables: [String: String], words: String) throws {
    let run = try LambdaRun.run(handler, ["events": [Self.test]], environment: variables)
    let posts = try #require(run.posts)
    #expect(posts.map(\.path) == ["init/error"])
    #expect(posts.first?.body["errorMessage"].text?.contains(words) == true)
    #expect([64, 78].contains(run.code))
    #expect(run.errors.joined().contains(words))
  }

  @Test(arguments: ["response", "error", "init/error"])
  func `a runtime API that fails ends the process`(path: String) throws {
    let handler = path == "init/error" ? "nothing" : "start-face-detection"
    let run = try LambdaRun.run(
      handler,
      ["events": [path == "error" ? Self.wrong : Self.test, Self.test], "statuses": .object([path: 500])])
    #expect(run.posts?.count == 1)
    #expect(run.code == 69)
    #expect(run.errors.joined().contains("500"))
  }

  @Test func `a service that never answers ends before the deadline and is told`() throws {
    // Taken from the environment's own server of nothing: its port is open, and nobody accepts.
    let silent = try SilentPort()
    let run = try LambdaRun.run(
      "check-job-status", ["events": [["jobId": "j", "polls": 0], ["b": 1]], "seconds": 2],
      environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:\(silent.number)"])
    #expect(run.posts?.map(\.type) == ["OutOfTime", "InvalidInput"])
    #expect(run.posts?.first?.body["errorMessage"].text?.contains("within its 2 s") == true)
    #expect(run.code == 0)
  }

  @Test func `without Lambda it says what is missing`() throws {
    let outcome = try Frameveil.run(["lambda", "blur"], environment: ["AWS_LAMBDA_RUNTIME_API": ""])
    #expect(outcome.code == 78)
    #expect(outcome.errors.contains("aws-lambda-rie"))
  }
}
