import Core
import FaceDetection
import Media
import Pipeline
import S3

/// `frameveil detect`: runs the embedded detector and writes a GetFaceDetection response.
struct DetectCommand {
  private let input: Address
  private let output: Address
  private let properties: S3Properties
  private let model: String?
  private let allowsOtherModel: Bool
  private let options: DetectionOptions
  private let allowsDamage: Bool
  private let decodeThreads: Int
  private let replaces: Bool
  private let isQuiet: Bool
  private let printsJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    let name = Self.spec.name
    input = try Address(arguments.operands[0], command: name)
    guard let output = arguments["--output"] else { throw UsageError(name, "-o OUTPUT is missing") }
    self.output = try Address(output, command: name)
    try self.output.checkAsOutput(command: name)
    properties = try ObjectArguments.properties(arguments, command: name)
    model = arguments["--model"]
    allowsOtherModel = arguments.has("--allow-other-model")
    options = try DetectionOptions(arguments, command: name)
    allowsDamage = arguments.has("--allow-damaged")
    decodeThreads = Int(try arguments.number("--decode-threads", in: 1...64, command: name) ?? 1)
    replaces = arguments.has("--force")
    isQuiet = arguments.has("--quiet")
    printsJSON = arguments.has("--json")
  }

  func run() async throws {
    let summary = try await Interruption.cancellingOnSignal {
      try await ProgressLine.during(isQuiet: isQuiet) { try await work($0) }
    }
    try report(summary)
  }

  private func work(_ progress: ProgressLine) async throws -> DetectSummary {
    let model = try FaceModel.found(at: model, allowsOther: allowsOtherModel)
    let result = try await OutputDestination.claim(
      output, replacing: replaces, input: input, properties: properties)
    return try await abandoningOnFailure([result].compactMap(\.self)) {
      try await work(progress, model, result)
    }
  }

  private func work(
    _ progress: ProgressLine, _ model: FaceModel, _ result: (any ResultSink)?
  ) async throws -> DetectSummary {
    let reader = try MediaReader(
      input: try await input.input(),
      options: .init(decodeThreads: decodeThreads, allowsDamage: allowsDamage))
    let job = DetectJob(reader: reader, model: model, options: options, allowsDamage: allowsDamage)
    let response = ResponseOutput(result ?? StandardOutput())
    let frames = try await job.run(
      begin: { await response.begin($0, options) }, take: { try await response.write($0) },
      progress: { progress.show(frames: $0, time: $1, duration: $2) })
    try Task.checkCancellation()
    var summary = try await response.finish()
    try await result?.publish()
    summary.frames = frames
    summary.seconds = progress.seconds
    summary.fps = summary.seconds > 0 ? Double(frames) / summary.seconds : 0
    summary.peakRSS = ResourceUsage.ofThisProcess().peakRSS
    return summary
  }

  private func report(_ summary: DetectSummary) throws {
    if !isQuiet {
      Terminal.line(
        "\(output == .standard ? "standard output" : "\(output)"): \(summary.faces) faces detected, on \(summary.framesWithFaces) of "
          + "\(summary.framesLookedAt) sampled frames (of \(summary.frames)); "
          + "\(ProgressLine.rounded(summary.fps)) frames/s, "
          + "\(ProgressLine.rounded(Double(summary.peakRSS) / 1e6)) MB peak memory")
    }
    guard printsJSON else { return }
    let text = try JSONDocument.pretty(summary)
    // Standard output may carry the response.
    if output == .standard { Terminal.message(text) } else { Terminal.output(text) }
  }
}

/// The summary of a `detect` run.
struct DetectSummary: Encodable {
  /// Decoded frames.
  var frames = 0
  /// Frames that the detector ran on.
  var framesLookedAt = 0
  /// Frames with at least one face.
  var framesWithFaces = 0
  /// Detected faces, summed over all frames.
  var faces = 0
  /// Wall time in seconds.
  var seconds = 0.0
  /// Decoded frames per second of wall time.
  var fps = 0.0
  /// The peak resident set size of the process in bytes.
  var peakRSS = 0
}
