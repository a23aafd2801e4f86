import Core
import FaceDetection
import Geometry
import Media
import Pipeline
import Redaction
import Reporting
import StillImages
import Tracking

extension BlurCommand {
  static let spec = CommandSpec(
    name: "blur",
    summary: "Redact every face in a video or a still image and leave everything else unchanged.",
    operands: ["INPUT"], minimumOperands: 1, repeatsOperand: true, operandUse: .reads,
    required: "--output OUTPUT",
    options: [output, Preset.option, SettingsFile.option] + RedactionArguments.blurOptions
      + RekognitionArguments.options
      + DetectorArguments.blurOptions + [
        CommonOptions.allowDamaged, keepMetadata, CommonOptions.maxPixels, onDamage,
      ]
      + StyleArguments.options + RedactionArguments.trackerOptions + [
        guide, ProfileChoice.option, untouched,
      ] + ReuseArguments.options + SpanArguments.blurOptions + [
        noAudio, noSubtitles, lookAhead, CommonOptions.decodeThreads,
        CommonOptions.force, CommonOptions.quiet, CommonOptions.json,
      ] + coverageOptions + SelectionArguments.options + ObjectArguments.options + BatchPlan.options,
    notes: """
      INPUT is a path, s3://BUCKET/KEY, a URL, or - for standard input. OUTPUT appears only when it is complete.
      OUTPUT is a still image if it ends in \(StillImageFormat.endings);
      then INPUT has the same format.
      Objects are read by range requests and written by multipart upload; nothing is stored on disk.

      \(SelectionArguments.notes)

      \(BatchPlan.notes)

      \(SettingsFile.notes)

      EXAMPLES
        frameveil blur in.mp4 -o out.mp4
        frameveil blur in.mp4 --detections faces.json -o out.mp4
        frameveil blur photo.jpg -o hidden.jpg
        frameveil blur in.mp4 -d faces.json --add boxes.json --reuse out.mp4 --reuse-report out.json -o out2.mp4
        frameveil blur in.mov -d faces.json --effect solid --shape ellipse -o out.mkv
        frameveil blur s3://in/video.mp4 --rekognition -o s3://out/video.mp4
        frameveil blur s3://in/video.mp4 -d s3://in/faces.json -o s3://out/video.mp4
        curl -s https://example.com/in.mkv | frameveil blur - -d faces.json -o - > out.mp4
      """)
}

extension BlurCommand {
  /// A text, because it may be the folder of several outputs.
  static let output = CommandOption<String?>(
    "--output", short: "-o", "OUTPUT", use: .writes,
    "output video: a path, s3://BUCKET/KEY, a presigned URL, or - for standard output")
  static let keepMetadata = CommandOption<Set<String>>(
    "--keep-metadata", "NAMES",
    "keep metadata, which may identify a person, a place or a device, by names separated by commas: of a video's container "
      + "location, make, creation_time and others; of an image exif.datetime, exif.gps, exif, xmp, comment and others; all "
      + "keeps all but thumbnails and second pictures")

  static let onDamage = CommandOption<DamagePolicy>(
    "--on-damage", "POLICY", default: .hide,
    "damaged frames: hide (redact the whole frame; --untouched copies groups far from any box undecoded) or fail (no output, "
      + "exit code 65)"
  ).forVideos
  static let guide = CommandOption<Switch>(
    "--guide", "on|off", default: .on,
    "track faces between samples by optical flow, unless the memory for --look-ahead is short"
  ).forVideos
  static let untouched = CommandOption<UntouchedPolicy>(
    "--untouched", "POLICY", default: .auto,
    "closed groups of H.264 pictures on which nothing is redacted: auto (copy them where they can be), encode, copy (no "
      + "output if none can)"
  ).forVideos
  static let noAudio = CommandOption<Bool>("--no-audio", "drop audio").forVideos
  static let noSubtitles = CommandOption<Bool>("--no-subtitles", "drop subtitles").forVideos
  static let lookAhead = CommandOption<Double?>(
    "--look-ahead", "MB", 0...1e6, default: "134, less under a low memory limit",
    "memory for frames that wait for the samples and scene cuts after them, up to 0.7 s of them"
  ).forVideos

  static let report = CommandOption<[Address]>(
    "--report", "FILE", use: .writes,
    "write a coverage report (redacted frames, review items, settings, checksums) as HTML (.html) or JSON (.json)"
  )
  static let onWeak = CommandOption<ReviewPolicy>(
    "--on-weak", "POLICY", default: .linger,
    "where a face may be unredacted: linger (hold its last box for \(Int(CoverageLog.lingering.seconds)) s after it "
      + "was lost), hide-frame (redact the whole frame), fail (no output, exit code 3), accept"
  ).forVideos
  static let onNone = CommandOption<NonePolicy>(
    "--on-none", "POLICY", default: .warn,
    "if nothing to redact is found: warn, fail (no output, exit code 3), accept")
  static let allowNoFaces = CommandOption<Bool>(
    "--allow-no-faces", "accept detections that contain nothing to redact; implied by --on-none")

  /// The options for the coverage report and the coverage policies.
  static let coverageOptions: [any DeclaredOption] = [report, onWeak, onNone, allowNoFaces]

  /// The settings of a run for its report: given values and defaults.
  func settings(_ options: BlurJob.Options) throws -> [Setting] {
    let (redaction, detector) = (request.redaction, request.detector)
    let runtime = try InferenceRuntime.found(detector.runtime)
    let tracking = options.tracking
    let found =
      redaction.detections == nil && request.rekognition == nil
      ? [
        Setting(RedactionArguments.hide, .text("\(redaction.subjects)")),
        Setting(DetectorArguments.rate, .number(detector.rate)),
        Setting(DetectorArguments.size, .number(Double(detector.size ?? runtime.standardSide()))),
        Setting(
          DetectorArguments.tiles,
          detector.tiles.map { .number(Double($0)) } ?? .text(DetectorArguments.tilesInTurn)),
        Setting(DetectorArguments.runtime, .text("\(runtime)")),
        Setting(DetectorArguments.second, .text("\(try detector.secondDetector())")),
        Setting(RedactionArguments.minConfidence, .number(detector.minConfidence)),
        Setting(
          RedactionArguments.minTrackConfidence,
          options.confirmation.map { .number($0.once) } ?? .text(RedactionArguments.confirmation)),
      ]
      : [
        Setting(RedactionArguments.hide, .text("\(redaction.subjects)")),
        Setting(RedactionArguments.minConfidence, .number(redaction.minConfidence)),
        Setting(RedactionArguments.minTrackConfidence, .number(options.confirmation?.once ?? 0)),
      ]
    return found + request.style.settings + [
      Setting(RedactionArguments.coverage, .number(tracking.coverage)),
      Setting(RedactionArguments.margin, .number(tracking.margin)),
      Setting(Self.onNone, .text(request.onNone.rawValue)),
    ] + (request.imageFormat == nil ? try videoSettings(options) : imageSettings)
  }

  private var imageSettings: [Setting] {
    [
      Setting(CommonOptions.maxPixels, .number(Double(request.imageLimits.pixels) / 1e6)),
      Setting(Self.keepMetadata, .text(request.options.metadata.kept.sorted().joined(separator: ","))),
    ]
  }

  private func videoSettings(_ options: BlurJob.Options) throws -> [Setting] {
    [
      Setting(RedactionArguments.maxGap, .number(options.tracking.maxGap.seconds)),
      Setting(Self.guide, .flag(options.usesOpticalFlow)),
      Setting(Self.onWeak, .text(options.onWeak.rawValue)),
      Setting("scene-cuts", .text(options.cuts == nil ? "found" : "told")),
      Setting(ProfileChoice.option, .text(try request.encoding.name)),
      Setting(Self.untouched, .text(options.untouched.rawValue)),
      Setting("audio", .flag(options.keepsAudio)), Setting("subtitles", .flag(options.keepsSubtitles)),
      Setting(RedactionArguments.allowMismatch, .flag(options.allowsMismatch)),
      Setting(CommonOptions.allowDamaged, .flag(options.allowsDamage)),
      Setting(Self.onDamage, .text(options.onDamage.rawValue)),
    ]
  }
}

extension Setting {
  /// The value of an option, named like it.
  init(_ option: any DeclaredOption, _ value: Value) {
    self.init(String(option.usage.name.dropFirst(2)), value)
  }
}
