import Core
import FaceDetection
import Media
import Pipeline
import Redaction
import Reporting

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
    let strengths = RedactionStyle.leastStrength...1
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
