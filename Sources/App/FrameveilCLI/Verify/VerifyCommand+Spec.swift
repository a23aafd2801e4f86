import FaceJudges

extension VerifyCommand {
  static let report = CommandOption<String?>(
    "--report", "FILE", use: .reads,
    "JSON report of the run that made OUTPUT, to check that it belongs to OUTPUT and to list nearby tracks")
  static let minConfidence = CommandOption<Double>(
    "--min-confidence", "C", 1...100, default: FaceVisibility().minConfidence,
    "a face counts as visible from confidence C if its box holds fine detail, and from "
      + "\(Int(FaceVisibility().certainConfidence)) in any case")
  static let panel = CommandOption<Bool>(
    "--panel", "let detectors of other families look as well ('make judges' installs them)")
  static let judgeModel = CommandOption<[String]>(
    "--judge-model", "FILE", use: .reads,
    "with --panel: let a face detector of your own look, an ONNX file of a known family")
  static let findings = CommandOption<[Address]>(
    "--findings", "FILE", use: .writes,
    "also write the findings as FILE.json or as a page, FILE.html; with --panel including a picture of each face"
  )

  static let spec = CommandSpec(
    name: "verify", summary: "Search finished outputs for faces that are still visible.",
    operands: ["OUTPUT"], minimumOperands: 1, repeatsOperand: true, operandUse: .reads,
    options: [
      panel, judgeModel, findings, CommonOptions.force.described("overwrite the files of --findings"), report,
      DetectorArguments.size, DetectorArguments.verifyTiles, DetectorArguments.model,
      DetectorArguments.allowOtherModel, DetectorArguments.runtime, minConfidence,
      CommonOptions.allowDamaged.described("process the readable part of a damaged or truncated video"),
      CommonOptions.maxPixels, CommonOptions.decodeThreads,
      CommonOptions.quiet.described("print neither table nor progress"),
      CommonOptions.json.described("print the findings as JSON; of several videos, one line each"),
    ],
    notes: """
      OUTPUT is a finished video or still image: a path, s3://BUCKET/KEY, a URL, or - for standard input (a
      video); or a folder with such; or the JSON report of a run, which names its output and lists nearby tracks.

      The detector looks at every frame. It also fires on redacted faces, with lower confidence, so a face counts
      as visible only if its box holds detail that no redaction leaves. With --panel, detectors of other families
      look as well: a face that two of them see on one frame is visible, too; what one of them sees alone is listed
      apart, and is often no face. --judge-model takes CenterFace, YuNet, SCRFD, UltraFace (RFB), YOLO-face v5 and
      v8, and NudeNet. Passing this check is no proof: detectors miss faces that people see.

      Exit code 0: no face is visible. Exit code 3: faces are visible, and each is listed. If a video cannot be
      checked, the others are checked nevertheless; the exit code is that of the first failure.

      EXAMPLES
        frameveil verify out.mp4
        frameveil verify out.mp4 --report report.json --json
        frameveil verify --panel hidden/ --findings faces.html
      """)
}
