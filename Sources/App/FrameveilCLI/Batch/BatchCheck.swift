import FaceDetection
import FaceJudges
import Reporting

/// The check of the outputs of a run over several files (`--verify`), as `frameveil verify` makes it.
struct BatchCheck {
  static let option = CommandOption<Bool>(
    "--verify",
    "with a folder as OUTPUT: search each output for faces that are still visible, as 'frameveil verify' does (exit code 3)"
  )

  private let options: VerifyOptions
  private let judges: InstalledJudges
  private let runtime: InferenceRuntime

  /// Nil if the check is not requested.
  ///
  /// - Throws: before the first file is read, if the detector cannot look.
  init?(_ arguments: ParsedArguments) async throws {
    guard arguments[Self.option] else { return nil }
    let common: [any DeclaredOption] = [
      DetectorArguments.model, DetectorArguments.allowOtherModel, DetectorArguments.runtime,
    ]
    let words = common.filter(arguments.isGiven).flatMap { option in
      [option.usage.name] + arguments.texts(of: option.usage).filter { _ in option.usage.value != nil }
    }
    options = try VerifyOptions(ParsedArguments(["OUTPUT"] + words, for: VerifyCommand.spec))
    judges = try await options.judges()
    runtime = try InferenceRuntime.found(options.detection.runtime)
  }

  /// What a look at an output found.
  struct Found {
    var check: JobReport.Check
    /// The exit code and the words for the user; nil if no face is visible.
    var code: ExitCode?
    var words: String?
  }

  /// Looks at every frame of an output.
  func look(at output: Address, isQuiet: Bool) async throws -> Found {
    let run = VerifyRun(
      target: VerifyTarget(input: output), options: options, judges: judges, runtime: runtime)
    do {
      let findings = try await ProgressLine.during(isQuiet: isQuiet) { try await run.perform($0) }
      let visible = findings.visible.count
      let check = JobReport.Check(visible: visible, framesWithFaces: findings.framesWithFaces)
      guard visible > 0 else { return Found(check: check) }
      let faces = VerifyFindings.count(visible, "a face is", "faces are")
      return Found(
        check: check, code: .coverageNotMet,
        words: "\(faces) still visible, on \(findings.framesWithFaces) of \(findings.frames) frames")
    } catch {
      try Task.checkCancellation()
      let text = FrameveilProgram.text(of: error)
      return Found(
        check: JobReport.Check(visible: 0, framesWithFaces: 0, failure: text), code: ExitCode(error),
        words: "cannot be checked: \(text)")
    }
  }
}
