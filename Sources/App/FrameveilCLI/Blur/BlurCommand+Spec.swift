import Core
import FaceDetection
import Geometry
import Media
import Pipeline
import Redaction
import Reporting
import Tracking

extension BlurCommand {
  static let spec = CommandSpec(
    name: "blur", summary: "Redact every face in a video and leave everything else unchanged.",
    operands: ["INPUT"], minimumOperands: 1, repeatsOperand: true, operandUse: .reads,
    required: "--output OUTPUT",
    options: [
      .init(
        name: "--output", short: "-o", value: "OUTPUT",
        help: "output video: a path, s3://BUCKET/KEY, a presigned URL, or - for standard output",
        use: .writes)
    ] + RedactionArguments.detectionOptions + RekognitionArguments.options + DetectionOptions.blurOptions + [
      .init(name: "--allow-damaged", help: "process the readable part of a damaged or truncated input"),
      .init(
        name: "--keep-metadata", value: "NAME",
        help:
          "keep the container's metadata NAME (location, make, creation_time), which may\n"
          + "identify a person, a place or a device; may be repeated; all keeps everything"),
      .init(
        name: "--on-damage", value: "POLICY",
        help:
          "damaged frames: hide (redact the whole frame) or fail (no output, exit code 65);\ndefault: hide"
      ),
      .init(name: "--effect", value: "E", help: "redaction effect: blur, pixelate or solid; default: blur"),
      .init(
        name: "--strength", value: "S",
        help:
          "standard deviation of the blur, or cell width of the mosaic, as a fraction of\nthe face size, \(RedactionStyle.minimumStrength) to 1; default: \(RedactionStyle.defaultStrength)"
      ),
      .init(
        name: "--shape", value: "S",
        help: "shape of the mask: box, or ellipse (the smallest around the box); default: box"),
      .init(
        name: "--feather", value: "F",
        help:
          "width of the soft edge outside the mask, as a fraction of the face size, 0 to 1;\ndefault: \(RedactionStyle().feather)"
      ),
    ] + RedactionArguments.trackerOptions + [
      .init(
        name: "--guide", value: "on|off",
        help: "track faces between samples by optical flow; default: on, but off if the memory\n"
          + "for --look-ahead is short"),
      .init(
        name: "--profile", short: "-p", value: "NAME|FILE",
        help:
          "encoding profile: a name of 'frameveil profiles', or a file; default: by the\nextension of OUTPUT, fragmented MP4 for a pipe",
        use: .reads),
      .init(name: "--no-audio", help: "drop audio"),
      .init(name: "--no-subtitles", help: "drop subtitles"),
      .init(
        name: "--look-ahead", value: "MB",
        help:
          "memory for frames that wait for the samples and scene cuts after them, up to 0.7 s\n"
          + "of them, 0 to 1000000; default: 134, less under a low memory limit"),
      .init(
        name: "--decode-threads", value: "N",
        help: "decoder threads, 1 to 64; each takes memory; default: 1"),
      .init(
        name: "--force", short: "-f", help: "overwrite OUTPUT if it exists; the input is never overwritten"),
      .init(name: "--quiet", short: "-q", help: "print errors only"),
      .init(name: "--json", help: "print a summary as JSON"),
    ] + coverageOptions + SelectionArguments.options + ObjectArguments.options + BatchPlan.options,
    notes: """
      INPUT is a path, s3://BUCKET/KEY, a URL, or - for standard input. OUTPUT appears only when it is complete.
      Objects are read by range requests and written by multipart upload; nothing is stored on disk.

      \(SelectionArguments.notes)

      \(BatchPlan.notes)

      EXAMPLES
        frameveil blur in.mp4 -o out.mp4
        frameveil blur in.mp4 --detections faces.json -o out.mp4
        frameveil blur in.mov -d faces.json --effect solid --shape ellipse -o out.mkv
        frameveil blur s3://in/video.mp4 --rekognition -o s3://out/video.mp4
        frameveil blur s3://in/video.mp4 -d s3://in/faces.json -o s3://out/video.mp4
        curl -s https://example.com/in.mkv | frameveil blur - -d faces.json -o - > out.mp4
      """)
}

extension BlurCommand {
  /// The options for the coverage report and the coverage policies.
  static let coverageOptions: [CommandSpec.Option] = [
    .init(
      name: "--report", value: "FILE",
      help:
        "write a coverage report (redacted frames, review items, settings, checksums) as\n"
        + "HTML (.html) or JSON (.json); may be repeated", isRepeatable: true, use: .writes),
    .init(
      name: "--on-weak", value: "POLICY",
      help:
        "where a face may be unredacted: linger (hold its last box for \(Int(CoverageLog.lingering.seconds)) s "
        + "after it was\nlost), hide-frame (redact the whole frame), fail (no output, exit code 3), accept;\n"
        + "default: \(ReviewPolicy.linger.rawValue)"),
    .init(
      name: "--on-none", value: "POLICY",
      help:
        "if nothing to redact is found: warn, fail (no output, exit code 3), accept;\ndefault: "
        + NonePolicy.warn.rawValue),
    .init(
      name: "--allow-no-faces",
      help: "accept detections that contain nothing to redact; implied by --on-none"),
  ]

  /// The settings of a run for its report: given values and defaults.
  func settings(_ options: BlurJob.Options) throws -> [Setting] {
    let (redactionBoxes, detector) = (request.redactionBoxes, request.detector)
    let (style, tracking) = (options.style, options.tracking)
    let found =
      redactionBoxes.detections == nil && request.rekognition == nil
      ? [
        Setting("detect-rate", .number(detector.rate)),
        Setting("detect-size", .number(Double(detector.size))),
        Setting("detect-tiles", .number(Double(detector.tiles))),
        Setting("min-confidence", .number(detector.minConfidence)),
      ]
      : [
        Setting("hide", .text("\(redactionBoxes.subjects)")),
        Setting("min-confidence", .number(redactionBoxes.minConfidence)),
      ]
    return found + [
      Setting("effect", .text(style.effect.rawValue)), Setting("shape", .text(style.shape.rawValue)),
      Setting("strength", .number(style.strength)), Setting("feather", .number(style.feather)),
      Setting("coverage", .number(tracking.coverage)), Setting("margin", .number(tracking.margin)),
      Setting("max-gap", .number(tracking.maxGap.seconds)), Setting("guide", .flag(options.usesOpticalFlow)),
      Setting("on-weak", .text(options.onWeak.rawValue)), Setting("on-none", .text(request.onNone.rawValue)),
      Setting("scene-cuts", .text(options.cuts == nil ? "found" : "told")),
      Setting("profile", .text(try request.encoding.name)),
      Setting("audio", .flag(options.keepsAudio)), Setting("subtitles", .flag(options.keepsSubtitles)),
      Setting("allow-mismatch", .flag(options.allowsMismatch)),
      Setting("allow-damaged", .flag(options.allowsDamage)),
      Setting("on-damage", .text(options.onDamage.rawValue)),
    ]
  }
}
