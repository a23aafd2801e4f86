import Core
import FaceDetection
import Geometry
import Media
import Pipeline
import Redaction
import Reporting
import Tracking

extension BlurCommand {
  /// The options about coverage: what is told of it, and what is done where it is weak.
  static let coverageOptions: [CommandSpec.Option] = [
    .init(
      name: "--report", value: "FILE",
      help:
        "write what was covered, where that is weak, settings and checksums:\nas a page (.html) or for programs "
        + "(.json); may be given twice", isRepeatable: true, use: .writes),
    .init(
      name: "--on-weak", value: "POLICY",
      help:
        "what to do where a face may be bare: linger (hide on for \(Int(CoverageLog.lingering.seconds)) s where "
        + "it\nwas lost), hide-frame (the whole picture meanwhile), fail (no result,\nexit code 3), accept; "
        + "default: \(ReviewPolicy.linger.rawValue)"),
    .init(
      name: "--on-none", value: "POLICY",
      help:
        "what to do where nothing to hide is found: warn, fail (no result,\nexit code 3), accept; default: "
        + NonePolicy.warn.rawValue),
    .init(
      name: "--allow-no-faces",
      help: "take detections that hold nothing to hide; any --on-none does so, too"),
  ]

  /// What was chosen, and what stands where nothing was.
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
      Setting("max-gap", .number(tracking.maxGap.seconds)), Setting("guide", .flag(options.isGuided)),
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
