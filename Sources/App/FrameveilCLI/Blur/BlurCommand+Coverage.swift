import Core
import FaceDetection
import Geometry
import Media
import Pipeline
import Redaction
import Reporting
import Tracking

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
