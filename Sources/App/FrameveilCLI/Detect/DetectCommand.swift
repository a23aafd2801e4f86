import Core
import Detections
import FaceDetection
import Geometry
import Media
import Pipeline
import StillImages

/// `frameveil detect`: runs the embedded detector and writes a response of GetFaceDetection, or of DetectFaces.
struct DetectCommand: Command {
  private let input: Address
  private let output: Address
  private let model: String?
  private let allowsOtherModel: Bool
  private let options: DetectionOptions
  private let allowsDamage: Bool
  private let decodeThreads: Int
  private let imageLimits: FrameLimits
  private let replaces: Bool
  private let isQuiet: Bool
  private let printsJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    input = try Address(arguments.operands[0])
    output = try arguments.required(Self.output)
    try output.checkAsOutput()
    model = arguments[DetectorArguments.model]
    allowsOtherModel = arguments[DetectorArguments.allowOtherModel]
    options = DetectionOptions(arguments, minConfidence: arguments[DetectorArguments.minConfidence])
    allowsDamage = arguments[CommonOptions.allowDamaged]
    decodeThreads = arguments[CommonOptions.decodeThreads]
    imageLimits = .photograph(megapixels: arguments[CommonOptions.maxPixels])
    replaces = arguments[CommonOptions.force]
    isQuiet = arguments[CommonOptions.quiet]
    printsJSON = arguments[CommonOptions.json]
  }

  func run() async throws {
    let summary = try await Interruption.cancellingOnSignal {
      try await ProgressLine.during(isQuiet: isQuiet) { try await work($0) }
    }
    try report(summary)
  }

  private func work(_ progress: ProgressLine) async throws -> DetectSummary {
    let model = try ModelFile.found(.face, at: model, allowsOther: allowsOtherModel)
    let notes = try options.notes()
    let result = try await OutputDestination.claim(output, replacing: replaces, input: input)
    var summary = try await abandoningOnFailure([result].compactMap(\.self)) {
      try await work(progress, model, result)
    }
    summary.runtime = try "\(InferenceRuntime.found(options.runtime))"
    summary.secondDetector = try "\(options.secondDetector())"
    summary.notes = notes
    return summary
  }

  private func work(
    _ progress: ProgressLine, _ model: ModelFile, _ result: (any ResultSink)?
  ) async throws -> DetectSummary {
    var summary =
      try await ImageInput.isImage(input)
      ? detectOnImage(model, result ?? StandardOutput()) : detectOnVideo(progress, model, result)
    try await result?.publish()
    summary.seconds = progress.seconds
    summary.fps = summary.seconds > 0 ? Double(summary.frames) / summary.seconds : 0
    summary.peakRSS = ResourceUsage.ofThisProcess().peakRSS
    return summary
  }

  private func detectOnVideo(
    _ progress: ProgressLine, _ model: ModelFile, _ result: (any ResultSink)?
  ) async throws -> DetectSummary {
    let reader = try MediaReader(
      input: try await input.input(),
      options: .init(decodeThreads: decodeThreads, allowsDamage: allowsDamage))
    let job = DetectJob(reader: reader, model: model, options: options, allowsDamage: allowsDamage)
    let response = ResponseOutput(result ?? StandardOutput())
    let frames = try await job.run(
      begin: { try await response.begin($0, options) }, take: { try await response.write($0) },
      progress: { progress.show(frames: $0, time: $1, duration: $2) })
    try Task.checkCancellation()
    var summary = try await response.finish()
    summary.frames = frames
    return summary
  }

  /// Looks at a still image and writes a response of DetectFaces.
  private func detectOnImage(_ model: ModelFile, _ sink: any ByteSink) async throws -> DetectSummary {
    var options = options
    options.findsLandmarks = true
    let (boxes, record) = try await ImageInput(input, within: imageLimits).read { [options] bytes in
      let image = try EditableImages.open(bytes, within: imageLimits)
      guard image.frames.count == 1 else {
        throw UserError(
          .invalidInput, "\(input)", "has \(image.frames.count) frames, and a response is about one",
          remedy: "run 'blur' without --detections, so that the embedded detector looks at each frame")
      }
      return try ImageDetector(models: EmbeddedModels(finding: .faces, face: model), options: options)
        .objects(in: image, frame: 0)
    }
    let response = Array(ImageDetectionWriter.response(of: boxes, record: record).utf8)
    try await sink.write(response, at: 0)
    var summary = DetectSummary()
    (summary.frames, summary.framesLookedAt, summary.faces) = (1, 1, boxes.count)
    summary.framesWithFaces = boxes.isEmpty ? 0 : 1
    return summary
  }

  private func report(_ summary: DetectSummary) throws {
    if !isQuiet {
      for note in summary.notes { Terminal.line("frameveil: note: \(note)") }
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
  /// What ran the detector's network: `OpenVINO 2026.4.1`.
  var runtime = ""
  /// What looked again where the detector was not sure: `libfacedetection`, `none`.
  var secondDetector = ""
  var notes: [String] = []
  /// Wall time in seconds.
  var seconds = 0.0
  /// Decoded frames per second of wall time.
  var fps = 0.0
  /// The peak resident set size of the process in bytes.
  var peakRSS = 0
}

extension DetectCommand {
  static let spec = CommandSpec(
    name: "detect",
    summary: "Detect the faces of a video or a still image and write them in Amazon Rekognition's format.",
    operands: ["INPUT"], minimumOperands: 1, operandUse: .reads, required: "--output OUTPUT",
    options: [output] + DetectorArguments.options + [
      CommonOptions.allowDamaged, CommonOptions.maxPixels, CommonOptions.decodeThreads, CommonOptions.force,
      CommonOptions.quiet,
      CommonOptions.json,
    ],
    notes: """
      INPUT is a path, s3://BUCKET/KEY, a URL, or - for standard input. Local files need no account and no network.

      EXAMPLES
        frameveil detect in.mp4 -o faces.json
        frameveil detect photo.jpg -o faces.json
        frameveil blur in.mp4 --detections faces.json -o out.mp4
      """)

  private static let output = CommonOptions.output.described(
    "output file, in the format of a GetFaceDetection response, or of DetectFaces for an image: a path, s3://BUCKET/KEY, or - for standard output"
  )
}

/// Writes a GetFaceDetection response to a sink in blocks.
actor ResponseOutput {
  private let sink: any ByteSink
  private var writer: DetectionWriter?
  private var pending: [UInt8] = []
  private var offset: UInt64 = 0
  private var summary = DetectSummary()
  private static let block = 64 << 10

  init(_ sink: any ByteSink) {
    self.sink = sink
  }

  /// Begins the response for a video.
  func begin(_ video: MediaDescription, _ options: DetectionOptions) throws {
    let input = options.inputSize(for: video.geometry)
    let record = DetectorRecord(
      detector: CenterFace.name, rate: options.rate, inputWidth: input.width, inputHeight: input.height,
      tiles: options.tiles, secondDetector: try options.secondDetector().name)
    writer = DetectionWriter(metadata: VideoMetadata(video), record: record)
  }

  /// Appends a sample. Only one task may call this.
  func write(_ sample: DetectionSample) async throws {
    try writer?.write(sample, into: &pending)
    summary.framesLookedAt += 1
    summary.faces += sample.boxes.count
    if !sample.boxes.isEmpty { summary.framesWithFaces += 1 }
    if pending.count >= Self.block { try await flush() }
  }

  /// Ends the response and returns the counts.
  func finish() async throws -> DetectSummary {
    writer.take()?.finish(into: &pending)
    try await flush()
    return summary
  }

  private func flush() async throws {
    let bytes = pending
    pending.removeAll(keepingCapacity: true)
    try await sink.write(bytes, at: offset)
    offset += UInt64(bytes.count)
  }
}
