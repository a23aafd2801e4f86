import AWS
import Rekognition

/// What a command line says of a job that is to be started.
enum JobArguments {
  static func request(
    _ kind: JobKind, _ video: ObjectReference, _ arguments: ParsedArguments
  ) throws(UsageError) -> JobRequest {
    let name = RekognitionCommand.spec.name
    var request = JobRequest(kind, video)
    request.collection = arguments["--collection"]
    request.minConfidence = try arguments.number("--min-confidence", in: 0...100, command: name)
    request.minSimilarity = try arguments.number("--min-similarity", in: 0...100, command: name)
    request.tag = arguments["--tag"]
    request.token = arguments["--token"]
    guard (kind == .search) == (request.collection != nil) else {
      throw UsageError(name, "--kind search and --collection ID go together")
    }
    switch (arguments["--sns-topic"], arguments["--role"]) {
    case (nil, nil): break
    case (let topic?, let role?): request.channel = JobRequest.Channel(topic: topic, role: role)
    default: throw UsageError(name, "--sns-topic and --role go together")
    }
    return request
  }
}
