import Core
import Edits
import FaceDetection
import Geometry
import Media
import Pipeline
import Reporting
import ReviewServing
import Synchronization

extension ReviewRun {
  /// The reports of the result.
  private var reports: [Address] {
    ["json", "html"].map { .file("\(ReviewFiles.stem(outputPath)).report.\($0)") }
  }

  func render(_ edits: Edits, _ progress: @escaping Progress) async throws -> Edits.FileRecord {
    var request = request
    request.redaction.allDetections = [.file(EditsFile.detections(of: edits, at: files.edits))]
    if let given = self.request.redaction.detections { request.redaction.allDetections = [given] }
    request.choice.set(edits)
    request.allowsEmptyDetections = true
    request.reports = reports
    if !request.replaces { request.replaces = try await isOwnResult(of: edits) }
    request.keepReport = { [memory] report in memory.report.withLock { $0 = report } }
    let summary = try await BlurCommand(request, isQuiet: true, printsJSON: false).perform(watch: progress)
    guard summary.frames > 0, let output = memory.report.withLock({ $0?.output }), let bytes = output.bytes,
      let sha256 = output.sha256
    else { throw UserError(.internalFailure, outputPath, "was written without a checksum") }
    return Edits.FileRecord(name: RedactedAddress.name(outputPath), bytes: bytes, sha256: sha256)
  }

  /// Whether the output is a result of this video, as its report says: a review renders more than once.
  private func isOwnResult(of edits: Edits) async throws -> Bool {
    guard let report = try? WrittenReport.read("\(ReviewFiles.stem(outputPath)).report.json"),
      report.input?.sha256 == edits.video.sha256,
      let output = try? await FileDigest().digest(of: outputPath)
    else { return false }
    return output.sha256 == report.output.sha256
  }

  func verify(_ progress: @escaping Progress) async throws -> (
    frames: Int, findings: [Verification.Finding]
  ) {
    var options = try VerifyOptions(ParsedArguments([outputPath], for: VerifyCommand.spec))
    (options.model, options.allowsOtherModel) = (request.model, request.allowsOtherModel)
    options.detection.runtime = detector.runtime
    let run = VerifyRun(
      target: VerifyTarget(input: .file(outputPath)), options: options, judges: try await options.judges(),
      runtime: try InferenceRuntime.found(options.detection.runtime))
    let line = ProgressLine(isInteractive: false, isQuiet: true, watch: progress)
    let found = try await run.perform(line)
    return (
      found.frames,
      found.visible.map { sighting in
        let box = sighting.box
        return Verification.Finding(
          start: MediaTime(seconds: sighting.start), end: MediaTime(seconds: sighting.end),
          box: Box(left: box.left, top: box.top, width: box.width, height: box.height),
          confidence: sighting.confidence)
      }
    )
  }

  func report(_ edits: Edits) async throws {
    guard var report = memory.report.withLock({ $0 }) else {
      throw UserError(
        .invalidInput, outputPath,
        "was rendered before the program was started, so its reports cannot be written again",
        remedy: "render it again, then sign")
    }
    report.review = try ReviewRecord(edits, report.coverage, result: report.output.sha256)
    let files = try await ReportFiles(reports, replacing: true, input: .file(inputPath))
    try await abandoningOnFailure(files.sinks) {
      try await files.write(report)
      try await files.publish()
    }
  }
}
