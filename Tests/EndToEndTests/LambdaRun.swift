import FoundationEssentials
import FrameveilTesting

/// A completed run of `frameveil lambda` with a runtime API.
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
  /// The requests that the scripted API received.
  var posts: [Post]?
  /// The responses of the AWS emulator.
  var answers: [Answer]?
  var code: Int32
  var output: [String]
  var errors: [String]

  /// The variables that the functions require, without any configuration of the user.
  static let environment = [
    "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "STATE_MACHINE_ARN": "arn:machine",
    "OUTPUT_BUCKET": "out", "DETECTIONS_BUCKET": "detections",
  ]

  /// Runs a function. Tests/Stack/lambda-runtime describes the script.
  static func run(
    _ handler: String, _ script: JSON, environment: [String: String] = [:], arguments: [String] = []
  ) throws -> LambdaRun {
    // An argument has room for 128 KiB, and an event may hold an image.
    let folder = try TemporaryFolder()
    let path = try folder.write("script.json", JSONEncoder().encode(script))
    let runner = "\(Frameveil.repository)/Tests/Stack/lambda-runtime"
    let variables = Self.environment.merging(["_HANDLER": handler]) { $1 }.merging(environment) { $1 }
    let output = try Program(
      ["python3", runner, "@\(path)", Frameveil.path, "lambda"] + arguments, environment: variables
    ).runTool()
    return try JSONDecoder().decode(LambdaRun.self, from: Data(output))
  }

  /// The JSON lines of the log; lines of the emulator are not JSON.
  var log: [JSON] {
    output.compactMap { try? JSONDecoder().decode(JSON.self, from: Data($0.utf8)) }
  }
}
