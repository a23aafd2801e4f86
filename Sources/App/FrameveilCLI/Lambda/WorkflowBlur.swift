import Core
import Geometry
import LambdaRuntime
import Media
import Reporting
import S3
import Workflow

/// The `blur` command of the workflow, from bucket to bucket, with the options of `BLUR_OPTIONS`.
struct WorkflowBlur: VideoBlurrer {
  /// The request for all tasks; its input and output are placeholders.
  let common: BlurRequest
  /// The options of `BLUR_OPTIONS` that a plan takes.
  let planned: [String: [String]]

  /// Options that the workflow sets itself.
  private static let reserved: [any DeclaredOption] =
    [
      BlurCommand.output, RedactionArguments.detections, BlurCommand.report,
      CommonOptions.json,
    ] + BatchPlan.options

  /// Parses and checks `BLUR_OPTIONS`, which is quoted as on a command line.
  init(_ variables: Variables) throws {
    let options = try ShellWords.split(variables["BLUR_OPTIONS"] ?? "", of: "BLUR_OPTIONS")
    let parsed = try ParsedArguments(["INPUT"] + options, for: BlurCommand.spec)
    guard parsed.operands.count == 1, !parsed.asksForHelp else {
      throw WorkflowError(.configuration, "BLUR_OPTIONS takes options of 'frameveil blur', no operands")
    }
    if let option = Self.reserved.first(where: parsed.isGiven) {
      throw WorkflowError(
        .configuration, "BLUR_OPTIONS contains \(option.usage.name), which the workflow sets itself")
    }
    planned = SpanArguments.texts(parsed)
    common = try BlurRequest(
      optionsOf: parsed, input: .file("INPUT"), output: .file("OUTPUT.mp4"), detections: [.file("FACES.json")]
    )
    try common.check()
    // Read again for each video; a file that cannot be read must not be found out by the first of them.
    _ = try (common.style.read(), common.choice.read())
  }

  /// Redacts one video. An existing output of the same key is overwritten: it was made from an older video, or by an
  /// earlier invocation for the same one. Detections without faces are accepted.
  func blur(
    _ task: BlurTask, progress: @escaping @Sendable (BlurProgress) throws -> Void
  ) async throws -> BlurResult {
    do {
      let command = try BlurCommand(request(task), isQuiet: true, printsJSON: false)
      let summary = try await command.perform { frames, time, duration in
        let share = duration.flatMap { $0 > .zero ? time.seconds / $0.seconds : nil }
        try progress(BlurProgress(frames: frames, share: share))
      }
      return BlurResult(
        bytes: summary.bytes, frames: summary.frames, framesWithFaces: summary.framesWithFaces,
        faces: summary.faces, tracks: summary.tracks, weakSpots: summary.weakSpots, peakRSS: summary.peakRSS,
        notes: summary.notes)
    } catch {
      throw Self.named(error)
    }
  }

  private func request(_ task: BlurTask) -> BlurRequest {
    var request = common
    request.input = .object(task.video.object)
    request.output = .object(task.output)
    request.reports = [.object(task.report)]
    request.redaction.allDetections = task.detections.objects.map(Address.object)
    request.properties.metadata.merge(task.metadata) { $1 }
    (request.replaces, request.allowsEmptyDetections) = (true, true)
    return request
  }

  /// Maps an error to a failure type for the state machine, by the exit code.
  static func named(_ error: any Error) -> any Error {
    if let error = error as? LeftoverError {
      let cause = FunctionFailure(named(error.cause))
      return FunctionFailure(cause.type, "\(cause.message)\n\(error.leftover)")
    }
    guard !(error is any NamedFailure), !(error is CancellationError) else { return error }
    let type =
      switch ExitCode(error) {
      case .invalidInput: "InvalidInput"
      case .noInput: "NoInput"
      case .noPermission: "AccessDenied"
      case .unavailable: "ServiceUnavailable"
      case .coverageNotMet: "CoverageNotMet"
      case .inputOutput, .cannotCreate: "InputOutput"
      case .configuration, .usage: "Configuration"
      default: "InternalFailure"
      }
    return FunctionFailure(type, FrameveilProgram.text(of: error))
  }
}
