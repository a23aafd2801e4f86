import FoundationEssentials
import FrameveilTesting

/// `frameveil lambda` run to its end behind a runtime API.
struct LambdaRun: Decodable {
  struct Post: Decodable {
    var path: String
    var type: String?
    var body: JSON
  }
  struct Answer: Decodable {
    var status: Int
    var body: JSON
  }
  /// What was posted to the scripted API.
  var posts: [Post]?
  /// What AWS's emulator answered.
  var answers: [Answer]?
  var code: Int32
  var output: [String]
  var errors: [String]

  /// What functions need to start, and nothing of the user's own.
  static let environment = [
    "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "STATE_MACHINE_ARN": "arn:machine",
    "OUTPUT_BUCKET": "out", "DETECTIONS_BUCKET": "detections",
  ]

  /// Runs a function; see Tests/Stack/lambda-runtime for what a script can say.
  static func run(
    _ handler: String, _ script: JSON, environment: [String: String] = [:], arguments: [String] = []
  ) throws -> LambdaRun {
    let text = String(decoding: try JSONEncoder().encode(script), as: UTF8.self)
    let runner = "\(Frameveil.repository)/Tests/Stack/lambda-runtime"
    let variables = Self.environment.merging(["_HANDLER": handler]) { $1 }.merging(environment) { $1 }
    let output = try Program(
      ["python3", runner, text, Frameveil.path, "lambda"] + arguments, environment: variables
    ).runTool()
    return try JSONDecoder().decode(LambdaRun.self, from: Data(output))
  }

  /// The lines of the log that are JSON, as AWS's own are not.
  var log: [JSON] {
    output.compactMap { try? JSONDecoder().decode(JSON.self, from: Data($0.utf8)) }
  }
}
