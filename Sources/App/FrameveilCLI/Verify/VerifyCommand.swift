import Core
import FaceDetection
import FaceJudges

/// `frameveil verify`: lets detectors look at every frame of finished outputs, and lists the visible faces.
struct VerifyCommand: Command {
  private let targets: [VerifyTarget]
  private let notes: [String]
  private let options: VerifyOptions
  private let findingsFiles: [Address]
  private let replaces: Bool
  private let isQuiet: Bool
  private let printsJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    (targets, notes) = try VerifyTarget.all(arguments.operands, report: arguments[Self.report])
    options = try VerifyOptions(arguments)
    findingsFiles = arguments[Self.findings]
    for place in findingsFiles { _ = try FindingsFiles.format(of: place) }
    replaces = arguments[CommonOptions.force]
    isQuiet = arguments[CommonOptions.quiet]
    printsJSON = arguments[CommonOptions.json]
  }

  func run() async throws {
    if !isQuiet { for note in notes { Terminal.line("frameveil: note: \(note)") } }
    let outcome = try await Interruption.cancellingOnSignal {
      try await ProgressLine.during(isQuiet: isQuiet) { try await work($0) }
    }
    if let failure = outcome.failure { throw failure }
    guard outcome.found.allSatisfy(\.visible.isEmpty) else { throw FacesVisibleError(outcome.found) }
  }

  /// The findings of the videos that could be checked, and the failure of the others.
  private struct Outcome {
    var found: [VerifyFindings] = []
    var failures: [any Error] = []
    var failure: (any Error)?
  }

  private func work(_ progress: ProgressLine) async throws -> Outcome {
    // Claimed first, so that an hour's work cannot fail at a folder that does not exist.
    let files = try await FindingsFiles(findingsFiles, replacing: replaces)
    return try await abandoningOnFailure(files.sinks) {
      let judges = try await options.judges()
      let runtime = try InferenceRuntime.found(options.detection.runtime)
      let outcome = try await check(judges, runtime, progress)
      try await files.publish(outcome.found)
      return outcome
    }
  }

  private func check(_ judges: InstalledJudges, _ runtime: InferenceRuntime, _ progress: ProgressLine)
    async throws -> Outcome
  {
    var (outcome, frames) = (Outcome(), 0)
    for (index, target) in targets.enumerated() {
      progress.begin(part(index, frames: frames))
      do {
        let run = VerifyRun(target: target, options: options, judges: judges, runtime: runtime)
        let findings = try await run.perform(progress)
        progress.clear()
        try show(findings)
        frames += findings.frames
        outcome.found.append(findings)
      } catch {
        progress.clear()
        try record(error, of: target, in: &outcome)
      }
    }
    return outcome
  }

  /// Ends the run with the error of a single video; else prints it, and goes on.
  private func record(_ error: any Error, of target: VerifyTarget, in outcome: inout Outcome) throws {
    guard targets.count > 1, !Task.isCancelled else { throw error }
    outcome.failures.append(error)
    Terminal.line("frameveil: \(FrameveilProgram.text(of: error))")
    let count = "\(outcome.failures.count) of \(targets.count) videos could not be checked"
    outcome.failure = BatchFailure(code: ExitCode(outcome.failures[0]), description: count)
  }

  /// Where a video is in the run: by sizes where all are known, else by numbers.
  private func part(_ index: Int, frames: Int) -> ProgressLine.Part {
    guard targets.count > 1 else { return ProgressLine.Part() }
    let sizes = targets.compactMap(\.bytes)
    let weights =
      sizes.count == targets.count && !sizes.contains(0) ? sizes.map(Double.init) : targets.map { _ in 1 }
    let all = weights.reduce(0, +)
    return ProgressLine.Part(
      title: "\(index + 1)/\(targets.count) \(RedactedAddress.name("\(targets[index].input)"))",
      done: weights[..<index].reduce(0, +) / all, share: weights[index] / all, frames: frames)
  }

  private func show(_ findings: VerifyFindings) throws {
    if !isQuiet { for note in findings.notes { Terminal.line("frameveil: note: \(note)") } }
    if printsJSON {
      let plain = findings.withoutCrops
      Terminal.output(try targets.count == 1 ? JSONDocument.pretty(plain) : JSONDocument.line(plain))
    } else if !isQuiet, !findings.table.isEmpty {
      Terminal.output((targets.count == 1 ? "" : "\(findings.output):\n") + findings.table)
    }
    if !isQuiet, findings.visible.isEmpty { Terminal.line("\(findings.output): \(findings.verdict)") }
  }
}

/// The check ran and found visible faces.
struct FacesVisibleError: Error, CustomStringConvertible {
  let description: String

  init(_ videos: [VerifyFindings]) {
    let bad = videos.filter { !$0.visible.isEmpty }
    let faces = VerifyFindings.count(bad.reduce(0) { $0 + $1.visible.count }, "a face is", "faces are")
    let frames = bad.reduce(0) { $0 + $1.framesWithFaces }
    let all = bad.reduce(0) { $0 + $1.frames }
    let place = videos.count == 1 ? bad[0].output : "\(bad.count) of \(videos.count) videos"
    description =
      "\(place): \(faces) visible, on \(frames) of \(all) frames; review these frames, and run 'blur' again with "
      + "other values of --margin, --detect-size, --detect-tiles or --detect-rate, or with other detections"
  }
}
