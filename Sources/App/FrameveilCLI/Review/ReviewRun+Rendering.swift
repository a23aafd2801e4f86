import Core
import Edits
import FaceDetection
import Geometry
import Media
import Pipeline
import Reporting
import ReviewServing

extension ReviewRun {
  func render(_ edits: Edits, _ progress: @escaping Progress) async throws -> Edits.FileRecord {
    var request = request
    request.redaction.allDetections = [.file(EditsFile.detections(of: edits, at: files.edits))]
    if let given = self.request.redaction.detections { request.redaction.allDetections = [given] }
    request.choice.set(edits)
    request.allowsEmptyDetections = true
    request.reports = reports.addresses
    if !request.replaces { request.replaces = try await isOwnResult(of: edits) }
    request.reuse = await reusable(for: request)
    _ = try await BlurCommand(request, isQuiet: true, printsJSON: false).perform(watch: progress)
    return try await record(of: outputPath, named: RedactedAddress.name(outputPath))
  }

  /// The result of the render before, if groups of pictures whose redaction has not changed can be copied from it.
  private func reusable(for request: BlurRequest) async -> ReuseArguments? {
    let reuse = ReuseArguments(output: outputPath, report: reports.json)
    guard (try? reuse.check(request)) != nil,
      let command = try? BlurCommand(request, isQuiet: true, printsJSON: false),
      let conditions = try? await command.reuseConditions(),
      (try? await reuse.verified(for: inputPath, conditions)) != nil
    else { return nil }
    return reuse
  }

  /// Whether the output is a result of this video, as its report says: a review renders more than once.
  private func isOwnResult(of edits: Edits) async throws -> Bool {
    guard let report = try? WrittenReport.read(reports.json),
      report.input?.sha256 == edits.video.sha256,
      let output = try? await FileDigest().digest(of: outputPath)
    else { return false }
    return output.sha256 == report.output.sha256
  }

  func verify(_ progress: @escaping Progress) async throws -> (
    frames: Int, unchanged: Int, findings: [Verification.Finding]
  ) {
    var options = try VerifyOptions(ParsedArguments([outputPath], for: VerifyCommand.spec))
    (options.model, options.allowsOtherModel) = (request.model, request.allowsOtherModel)
    options.detection.runtime = detector.runtime
    var run = VerifyRun(
      target: VerifyTarget(input: .file(outputPath)), options: options, judges: try await options.judges(),
      runtime: try InferenceRuntime.found(options.detection.runtime))
    // A file of the user's may be another one by now.
    if !request.allowsOtherModel { run.memory = verified }
    let line = ProgressLine(isInteractive: false, isQuiet: true, watch: progress)
    let found = try await run.perform(line)
    return (
      found.frames, found.unchanged ?? 0,
      found.visible.map { sighting in
        let box = sighting.box
        return Verification.Finding(
          start: MediaTime(seconds: sighting.start), end: MediaTime(seconds: sighting.end),
          box: Box(left: box.left, top: box.top, width: box.width, height: box.height),
          confidence: sighting.confidence)
      }
    )
  }

  func report(_ edits: Edits, looked: Int, weakSpots: Int) async throws {
    guard let result = edits.verification?.result else { return }
    let review = try ReviewRecord(edits, looked: looked, weakSpots: weakSpots, result: result.sha256)
    try await reports.write(review, on: outputPath, result)
  }
}
