import FrameveilTesting
import Testing

/// `frameveil lambda` in the AWS Lambda runtime interface emulator, and with a scripted runtime API.
@Suite(.blocking) struct LambdaTests {
  private static let test: JSON = ["Service": "Amazon S3", "Event": "s3:TestEvent"]
  private static let wrong: JSON = ["a": 1]
  private static let nothing: JSON = ["started": [], "skipped": []]
  private static let emulator = "\(Frameveil.repository)/.build/emulator/aws-lambda-rie"

  @Test func `it runs in the Lambda runtime interface emulator`() throws {
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

  @Test func `each event gets its response, and the process exits with 0`() throws {
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
    ("plan", ["SPAN_SECONDS": "few"], "SPAN_SECONDS must be a number"),
    ("blur-span", ["BLUR_OPTIONS": "--effect paint"], "--effect takes one of"),
    ("remove-pieces", ["DETECTIONS_BUCKET": ""], "DETECTIONS_BUCKET is not set"),
    ("start-face-detection", ["MAX_INPUT_BYTES": "many"], "MAX_INPUT_BYTES"),
    ("blur", ["BLUR_OPTIONS": "--effect paint"], "--effect takes one of"),
    ("blur", ["BLUR_OPTIONS": "--output x.mp4"], "--output, which the workflow sets itself"),
    ("blur", ["BLUR_OPTIONS": "other.mp4"], "no operands"),
    ("blur", ["BLUR_OPTIONS": "--hide 'faces"], "ended before matching quote"),
    ("blur", ["BLUR_OPTIONS": "--effect image --image /nowhere/logo.png"], "there is no such file"),
  ]

  @Test(arguments: starts)
  func `an initialization error is posted and printed`(
    handler: String, variables: [String: String], words: String
  ) throws {
    let run = try LambdaRun.run(handler, ["events": [Self.test]], environment: variables)
    let posts = try #require(run.posts)
    #expect(posts.map(\.path) == ["init/error"])
    #expect(posts.first?.body["errorMessage"].text?.contains(words) == true)
    #expect([64, 66, 78].contains(run.code))
    #expect(run.errors.joined().contains(words))
  }

  @Test(arguments: ["response", "error", "init/error"])
  func `an error of the runtime API ends the process`(path: String) throws {
    let handler = path == "init/error" ? "nothing" : "start-face-detection"
    let run = try LambdaRun.run(
      handler,
      ["events": [path == "error" ? Self.wrong : Self.test, Self.test], "statuses": .object([path: 500])])
    #expect(run.posts?.count == 1)
    #expect(run.code == 69)
    #expect(run.errors.joined().contains("500"))
  }

  @Test func `a service that does not respond times out before the deadline`() throws {
    // A listening port that accepts no connection.
    let silent = try SilentPort()
    let run = try LambdaRun.run(
      "check-job-status", ["events": [["jobId": "j", "polls": 0], ["b": 1]], "seconds": 2],
      environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:\(silent.number)"])
    #expect(run.posts?.map(\.type) == ["OutOfTime", "InvalidInput"])
    #expect(run.posts?.first?.body["errorMessage"].text?.contains("within its 2 s") == true)
    #expect(run.code == 0)
  }

  @Test func `without a runtime API the error names the emulator`() throws {
    let outcome = try Frameveil.run(["lambda", "blur"], environment: ["AWS_LAMBDA_RUNTIME_API": ""])
    #expect(outcome.code == 78)
    #expect(outcome.errors.contains("aws-lambda-rie"))
  }
}
