import Core
import Detections
import FaceDetection
import Media
import Pipeline
import Redaction
import Reporting
import S3

/// The parameters of a `blur` run. The command line and the Lambda function of the workflow both make one.
struct BlurRequest: Sendable {
  var input: Address
  var output: Address
  /// The S3 properties of the output, if it is an object.
  var properties = S3Properties()
  var redactionBoxes: RedactionArguments
  /// The Rekognition job that finds the faces; nil if none is requested.
  var rekognition: RekognitionArguments?
  /// The options of the embedded detector, used if there are neither detections nor a job.
  var detector: DetectionOptions
  var model: String?
  var allowsOtherModel = false
  var choice: SelectionArguments
  var options: BlurJob.Options
  /// The encoding profile; nil to choose it by the extension of the output.
  var profile: EncodeProfile?
  var decodeThreads = 1
  /// Whether existing outputs are overwritten.
  var replaces = false
  var reports: [Address] = []
  /// Whether detections may contain nothing to redact.
  var allowsEmptyDetections = false
  /// The policy if nothing to redact is found.
  var onNone = NonePolicy.warn

  /// Checks the request before anything is read or written.
  ///
  /// - Throws: `UsageError` for options that exclude each other.
  func check() throws {
    guard redactionBoxes.detections != .standard || input != .standard else {
      throw Self.error("video and detections cannot both come from standard input")
    }
    _ = try encoding
    for place in [output] + reports { try place.checkAsOutput(command: BlurCommand.spec.name) }
    for report in reports { _ = try ReportFiles.format(of: report) }
    _ = try rekognition?.source(for: self)
    guard redactionBoxes.detections != nil || rekognition != nil || choice.faces.isEmpty else {
      throw Self.error(
        "--only-match and --except-match need --detections with a GetFaceSearch response, or --rekognition")
    }
    guard redactionBoxes.detections != nil || rekognition != nil || redactionBoxes.subjects == .faces else {
      throw Self.error(
        "--hide \(redactionBoxes.subjects) needs --detections FILE with an Amazon Rekognition response that contains it, or "
          + "--rekognition: the embedded detector finds faces only")
    }
    guard onNone != .fail || output != .standard else {
      throw Self.error(
        "--on-none fail needs a file as OUTPUT: data written to a pipe cannot be withdrawn")
    }
    guard options.onWeak != .fail || output != .standard else {
      throw Self.error(
        "--on-weak fail needs a file as OUTPUT: data written to a pipe cannot be withdrawn")
    }
  }

  /// The encoding profile: the given one, or the one for the extension of the output.
  var encoding: EncodeProfile {
    get throws { try profile ?? ProfileChoice.choose(nil, output: output.path) }
  }

  private static func error(_ message: String) -> UsageError { UsageError(BlurCommand.spec.name, message) }
}

extension BlurRequest {
  /// Parses a command line for one video.
  init(_ arguments: ParsedArguments) throws {
    let name = BlurCommand.spec.name
    guard let output = arguments["--output"] else { throw UsageError(name, "-o OUTPUT is missing") }
    try self.init(
      optionsOf: arguments, input: try Address(arguments.operands[0], command: name),
      output: try Address(output, command: name))
  }

  /// Parses the options of a command line, for a given input and output.
  ///
  /// - Parameter detections: the detections of the video; nil for those of the command line.
  init(
    optionsOf arguments: ParsedArguments, input: Address, output: Address, detections: [Address]? = nil
  ) throws {
    let name = BlurCommand.spec.name
    var redactionBoxes = try RedactionArguments(arguments, command: name)
    if let detections { redactionBoxes.allDetections = detections }
    self.init(
      input: input, output: output,
      properties: try ObjectArguments.properties(arguments, command: name), redactionBoxes: redactionBoxes,
      rekognition: try RekognitionArguments(arguments),
      detector: try DetectionOptions(arguments, command: name), model: arguments["--model"],
      allowsOtherModel: arguments.has("--allow-other-model"),
      choice: try SelectionArguments(arguments, hiding: redactionBoxes.subjects),
      options: try Self.options(arguments, redactionBoxes))
    profile = try arguments["--profile"].map { try ProfileChoice.choose($0, output: "") }
    decodeThreads = Int(try arguments.number("--decode-threads", in: 1...64, command: name) ?? 1)
    replaces = arguments.has("--force")
    reports = try arguments.all("--report").map { try Address($0, command: name) }
    allowsEmptyDetections = arguments.has("--allow-no-faces") || arguments.has("--on-none")
    onNone = try arguments.choice("--on-none", NonePolicy.self, command: name) ?? .warn
  }

  private static func options(_ arguments: ParsedArguments, _ redactionBoxes: RedactionArguments) throws
    -> BlurJob.Options
  {
    let name = BlurCommand.spec.name
    var options = BlurJob.Options()
    var style = RedactionStyle()
    style.effect = try arguments.choice("--effect", Effect.self, command: name) ?? style.effect
    style.shape = try arguments.choice("--shape", MaskShape.self, command: name) ?? style.shape
    style.feather = try arguments.number("--feather", in: 0...1, command: name) ?? style.feather
    let strengths = RedactionStyle.minimumStrength...1
    style.strength = try arguments.number("--strength", in: strengths, command: name) ?? style.strength
    options.style = style
    options.tracking = redactionBoxes.tracking
    options.onWeak = try arguments.choice("--on-weak", ReviewPolicy.self, command: name) ?? options.onWeak
    options.keepsAudio = !arguments.has("--no-audio")
    options.keepsSubtitles = !arguments.has("--no-subtitles")
    options.allowsMismatch = redactionBoxes.allowsMismatch
    options.allowsDamage = arguments.has("--allow-damaged")
    options.onDamage =
      try arguments.choice("--on-damage", DamagePolicy.self, command: name) ?? options.onDamage
    options.metadata = MetadataPolicy(keeping: Set(arguments.all("--keep-metadata")))
    let guide = try arguments.choice("--guide", Switch.self, command: name)
    options.usesOpticalFlow = guide != .off
    let lookAhead = try arguments.number("--look-ahead", in: 0...1e6, command: name)
    options.lookAheadBytes = lookAhead.map { Int($0 * 1e6) } ?? MemoryLimit.lookAheadBytes
    return options
  }
}
