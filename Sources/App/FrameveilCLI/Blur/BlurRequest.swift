import Core
import Detections
import FaceDetection
import Geometry
import Media
import Pipeline
import Redaction
import Reporting
import S3
import StillImages

/// The parameters of a `blur` run. The command line and the Lambda function of the workflow both make one.
struct BlurRequest: Sendable {
  var input: Address
  var output: Address
  /// The S3 properties of the output, if it is an object.
  var properties = S3Properties()
  var redaction: RedactionArguments
  /// The Rekognition job that finds the faces; nil if none is requested.
  var rekognition: RekognitionArguments?
  /// The options of the embedded detector, used if there are neither detections nor a job.
  var detector: DetectionOptions
  var model: String?
  var allowsOtherModel = false
  var choice: SelectionArguments
  var style: StyleArguments
  var options: BlurJob.Options
  /// The size up to which still images are decoded.
  var imageLimits = FrameLimits.photograph
  /// The given options that have no effect on a still image.
  var videoOptions: [String] = []
  /// The encoding profile; nil to choose it by the extension of the output.
  var profile: EncodeProfile?
  var decodeThreads = 1
  /// The earlier output from which groups of pictures are copied; nil if there is none.
  var reuse: ReuseArguments?
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
    guard redaction.detections != .standard || input != .standard else {
      throw UsageError("video and detections cannot both come from standard input")
    }
    if imageFormat == nil { _ = try encoding } else { try checkImage() }
    for place in [output] + reports { try place.checkAsOutput() }
    for report in reports { _ = try ReportFiles.format(of: report) }
    _ = try rekognition?.source(for: self)
    try reuse?.check(self)
    guard redaction.detections != nil || rekognition != nil || choice.faces.isEmpty else {
      throw UsageError(
        "--only-match and --except-match need --detections with a GetFaceSearch response, or --rekognition")
    }
    try redaction.checkSource(isResponse: redaction.detections != nil || rekognition != nil)
    guard onNone != .fail || output != .standard else {
      throw UsageError(
        "--on-none fail needs a file as OUTPUT: data written to a pipe cannot be withdrawn")
    }
    guard options.onWeak != .fail || output != .standard else {
      throw UsageError(
        "--on-weak fail needs a file as OUTPUT: data written to a pipe cannot be withdrawn")
    }
  }

  /// The format of a still image as output; nil if the output is a video.
  var imageFormat: StillImageFormat? {
    StillImageFormat(extension: RedactedAddress.ending(output.path))
  }

  /// Throws for options that ask for what an image cannot have.
  private func checkImage() throws {
    guard choice.editsFile == nil else { throw UsageError("--edits is for videos") }
    guard rekognition == nil else {
      throw UsageError(
        "--rekognition is for videos; for an image give --detections with the response of DetectFaces")
    }
    guard choice.faces.isEmpty else {
      throw UsageError("--only-match and --except-match are for videos")
    }
    do {
      _ = try ImageMetadataPolicy(keepingNames: options.metadata.kept)
    } catch let error as ImageError {
      throw UsageError("--keep-metadata: \(error.message)" + (error.remedy.map { "; \($0)" } ?? ""))
    }
  }

  /// The encoding profile: the given one, or the one for the extension of the output.
  var encoding: EncodeProfile {
    get throws { try profile ?? ProfileChoice.suited(to: output) }
  }
}

extension BlurRequest {
  /// The request of a command line for one video.
  init(_ arguments: ParsedArguments) throws {
    try self.init(
      optionsOf: arguments, input: try Address(arguments.operands[0]),
      output: try Address(try arguments.required(BlurCommand.output)))
  }

  /// The request of a command line's options, for a given input and output.
  ///
  /// - Parameter detections: the detections of the video; nil for those of the command line.
  init(
    optionsOf arguments: ParsedArguments, input: Address, output: Address, detections: [Address]? = nil
  ) throws {
    var redaction = try RedactionArguments(arguments)
    if let detections { redaction.allDetections = detections }
    self.init(
      input: input, output: output, properties: ObjectArguments.properties(arguments),
      redaction: redaction, rekognition: try RekognitionArguments(arguments),
      detector: DetectionOptions(arguments, minConfidence: redaction.givenMinConfidence),
      model: arguments[DetectorArguments.model],
      allowsOtherModel: arguments[DetectorArguments.allowOtherModel],
      choice: try SelectionArguments(arguments, hiding: redaction.subjects),
      style: try StyleArguments(arguments, hiding: redaction.subjects),
      options: Self.options(arguments, redaction))
    profile = try arguments[ProfileChoice.option].map { try ProfileChoice.chosen($0) }
    imageLimits = .photograph(megapixels: arguments[CommonOptions.maxPixels])
    videoOptions = BlurCommand.spec.options.filter { $0.usage.isForVideos && arguments.isGiven($0) }.map(
      \.usage.name)
    decodeThreads = arguments[CommonOptions.decodeThreads]
    reuse = try ReuseArguments(arguments)
    replaces = arguments[CommonOptions.force]
    reports = arguments[BlurCommand.report]
    allowsEmptyDetections =
      arguments[BlurCommand.allowNoFaces] || arguments.isGiven(BlurCommand.onNone)
    onNone = arguments[BlurCommand.onNone]
  }

  private static func options(
    _ arguments: ParsedArguments, _ redaction: RedactionArguments
  ) -> BlurJob.Options {
    var options = BlurJob.Options()
    options.tracking = redaction.tracking
    options.confirmation = redaction.givenConfirmation
    options.onWeak = arguments[BlurCommand.onWeak]
    options.keepsAudio = !arguments[BlurCommand.noAudio]
    options.keepsSubtitles = !arguments[BlurCommand.noSubtitles]
    options.allowsMismatch = redaction.allowsMismatch
    options.allowsDamage = arguments[CommonOptions.allowDamaged]
    options.onDamage = arguments[BlurCommand.onDamage]
    options.metadata = MetadataPolicy(keeping: arguments[BlurCommand.keepMetadata])
    options.untouched = arguments[BlurCommand.untouched]
    options.usesOpticalFlow = arguments[BlurCommand.guide] != .off
    options.lookAheadBytes =
      arguments[BlurCommand.lookAhead].map { Int($0 * 1e6) } ?? MemoryLimit.lookAheadBytes
    return options
  }
}
