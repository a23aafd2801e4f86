import Core
import Media
import Reporting

/// `frameveil blur` for several files, one after another.
struct BlurBatch {
  private let plan: BatchPlan
  private let arguments: ParsedArguments
  private let isQuiet: Bool
  private let runs: [(files: RunFiles, command: BlurCommand)]

  /// Checks the whole command line; reads and writes nothing.
  init(_ arguments: ParsedArguments) throws {
    let isQuiet = arguments[CommonOptions.quiet]
    (self.arguments, self.isQuiet) = (arguments, isQuiet)
    let plan = try BatchPlan(arguments)
    self.plan = plan
    runs = try plan.items.map { item in
      let detections = [item.detections].compactMap(\.self)
      let request = try BlurRequest(
        optionsOf: arguments, input: item.input, output: item.output, detections: detections)
      let files = RunFiles(
        optionsOf: arguments, BlurCommand.spec,
        [
          BlurCommand.spec.operands[0]: [item.input], BlurCommand.output.name: [item.output],
          RedactionArguments.detections.name: detections,
        ])
      // The batch prints the JSON lines itself.
      return (files, try BlurCommand(request, isQuiet: isQuiet, printsJSON: false))
    }
    try RunFiles.checkConflicts(runs.map(\.files))
  }

  func run() async throws {
    try plan.folder.make()
    for note in plan.notes where !isQuiet { Terminal.line("frameveil: note: \(note)") }
    let counter = try await Interruption.cancellingOnSignal { try await work() }
    if let code = counter.code { throw BatchFailure(code: code, description: "\(counter)") }
    if !isQuiet { Terminal.message("\(counter)\n") }
  }

  private func work() async throws -> BatchCounter {
    var counter = BatchCounter()
    for (item, (files, command)) in zip(plan.items, runs) {
      do {
        try Task.checkCancellation()
        try await process(item, files, command, &counter)
      } catch {
        try record(error, item, &counter)
      }
    }
    return counter
  }

  /// Redacts a file, or skips it if `--resume` finds its output.
  private func process(
    _ item: BatchPlan.Item, _ files: RunFiles, _ command: BlurCommand, _ counter: inout BatchCounter
  ) async throws {
    let (mark, local) = (await ProvenanceMark(arguments, BlurCommand.spec, files), item.output.localPath)
    if arguments[BatchPlan.resume], let local,
      try mark.isOn(local, replacing: arguments[CommonOptions.force])
    {
      counter.skipped += 1
      try printStatus(item, .init(outcome: .skipped), "already done, skipped")
    } else {
      let summary = try await command.perform()
      if let local { mark.put(on: local) }
      counter.done += 1
      command.printStatus(summary, about: "\(item.displayInput): ")
      try printStatus(item, .init(outcome: .done, summary: summary))
    }
  }

  /// Counts and reports the failure of a file.
  ///
  /// - Throws: `BatchFailure` if the run was interrupted.
  private func record(_ error: any Error, _ item: BatchPlan.Item, _ counter: inout BatchCounter) throws {
    guard !Task.isCancelled, !(error is CancellationError) else {
      // The current file may have left an unfinished upload behind.
      if error is LeftoverError { try printStatus(item, failure: error) }
      throw BatchFailure(interrupting: counter)
    }
    counter.failed += 1
    counter.code = counter.code ?? ExitCode(error)
    try printStatus(item, failure: error)
  }

  private func printStatus(_ item: BatchPlan.Item, failure error: any Error) throws {
    let text = FrameveilProgram.text(of: error)
    let input = PlainText.line(item.displayInput)
    Terminal.message("frameveil: \(text.contains(input) ? "" : "\(input): ")\(text)\n")
    try printStatus(item, .init(outcome: .failed, error: text, exitCode: ExitCode(error).rawValue))
  }

  /// Reports the outcome of a file: on standard error if there is a text, and as a JSON line if requested.
  private func printStatus(_ item: BatchPlan.Item, _ line: BatchLine, _ words: String? = nil) throws {
    if let words, !isQuiet { Terminal.line("\(item.output): \(words)") }
    guard arguments[CommonOptions.json] else { return }
    var line = line
    (line.input, line.output) = (item.displayInput, "\(item.output)")
    Terminal.output(try JSONDocument.line(line))
  }
}

/// A line of `--json`: the outcome of a file.
private struct BatchLine: Encodable {
  enum Outcome: String, Encodable { case done, skipped, failed }
  var input = ""
  var output = ""
  var outcome: Outcome
  var summary: BlurSummary?
  var error: String?
  var exitCode: Int32?
}

/// The number of files by outcome.
struct BatchCounter: CustomStringConvertible {
  var done = 0
  var skipped = 0
  var failed = 0
  /// The exit code of the first failure.
  var code: ExitCode?

  /// `3 done, 1 failed`
  var description: String {
    [(done, "done"), (skipped, "skipped"), (failed, "failed")].filter { $0 > 0 || $1 == "done" }
      .map { "\($0) \($1)" }.joined(separator: ", ")
  }
}

/// The failure of a run over several files; the failures of the files are printed already.
struct BatchFailure: Error, CustomStringConvertible {
  let code: ExitCode
  let description: String

  init(code: ExitCode, description: String) {
    self.code = code
    self.description = description
  }

  /// A signal ended the run.
  init(interrupting counter: BatchCounter) {
    self.init(code: .interrupted, description: "interrupted; \(counter), nothing else was written")
  }
}
