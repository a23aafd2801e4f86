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
      var request = try BlurRequest(
        optionsOf: arguments, input: item.input, output: item.output, detections: detections)
      if let folder = plan.reports { request.reports += BatchReports.places(item.name, in: folder) }
      let files = RunFiles(
        optionsOf: arguments, BlurCommand.spec,
        [
          BlurCommand.spec.operands[0]: [item.input], BlurCommand.output.name: [item.output],
          RedactionArguments.detections.name: detections, BlurCommand.report.name: request.reports,
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
    let check = try await BatchCheck(arguments)
    // Claimed first, so that an hour's work cannot fail at a page that exists.
    guard let reports = try await jobReports() else { return try await process(check, nil).counter }
    return try await abandoningOnFailure(reports.sinks) {
      let progress = try await process(check, reports)
      try await reports.publish(
        progress.entries + plan.skipped.map { .init(input: $0.path, outcome: .excluded, reason: $0.reason) },
        settings: arguments.settings)
      return progress.counter
    }
  }

  private func jobReports() async throws -> BatchReports? {
    guard let folder = plan.reports else { return nil }
    let replaces = arguments[CommonOptions.force] || arguments[BatchPlan.resume]
    return try await BatchReports(in: folder, replacing: replaces)
  }

  /// What became of the files so far.
  private struct Progress {
    var counter = BatchCounter()
    var entries: [JobReport.Entry] = []
  }

  private func process(_ check: BatchCheck?, _ reports: BatchReports?) async throws -> Progress {
    var progress = Progress()
    for (item, (files, command)) in zip(plan.items, runs) {
      do {
        try Task.checkCancellation()
        let outcome = try await process(item, files, command, &progress.counter)
        var entry = try await reports?.entry(of: item, outcome)
        if let check { try await look(at: item, check, &entry, &progress.counter) }
        progress.entries += [entry].compactMap(\.self)
      } catch {
        try record(error, item, &progress)
      }
    }
    return progress
  }

  /// Redacts a file, or skips it if `--resume` finds its output.
  private func process(
    _ item: BatchPlan.Item, _ files: RunFiles, _ command: BlurCommand, _ counter: inout BatchCounter
  ) async throws -> JobReport.Outcome {
    let (mark, local) = (await ProvenanceMark(arguments, BlurCommand.spec, files), item.output.localPath)
    if arguments[BatchPlan.resume], let local,
      try await isDone(item, local, mark)
    {
      counter.skipped += 1
      try printStatus(item, .init(outcome: .skipped), "already done, skipped")
      return .skipped
    }
    for folder in [plan.folder, plan.reports] { try folder?.make(item.subfolder) }
    let summary = try await command.perform()
    if let local { mark.put(on: local) }
    counter.done += 1
    command.printStatus(summary, about: "\(item.displayInput): ")
    try printStatus(item, .init(outcome: .done, summary: summary))
    return .done
  }

  /// Whether an output is one of these files and options, or one that a person reviewed since.
  private func isDone(_ item: BatchPlan.Item, _ output: String, _ mark: ProvenanceMark) async throws -> Bool {
    if await ReviewedOutput.figures(of: output, from: item.input) != nil { return true }
    return try mark.isOn(output, replacing: arguments[CommonOptions.force])
  }

  /// Searches an output for faces that are still visible.
  private func look(
    at item: BatchPlan.Item, _ check: BatchCheck, _ entry: inout JobReport.Entry?,
    _ counter: inout BatchCounter
  ) async throws {
    let found = try await check.look(at: item.output, isQuiet: isQuiet)
    entry?.check = found.check
    guard let words = found.words else { return }
    counter.visible += 1
    counter.code = counter.code ?? found.code
    Terminal.message("frameveil: \(PlainText.line("\(item.output): \(words)"))\n")
  }

  /// Counts and reports the failure of a file.
  ///
  /// - Throws: `BatchFailure` if the run was interrupted.
  private func record(_ error: any Error, _ item: BatchPlan.Item, _ progress: inout Progress) throws {
    guard !Task.isCancelled, !(error is CancellationError) else {
      // The current file may have left an unfinished upload behind.
      if error is LeftoverError { try printStatus(item, failure: error) }
      throw BatchFailure(interrupting: progress.counter)
    }
    progress.counter.failed += 1
    progress.counter.code = progress.counter.code ?? ExitCode(error)
    progress.entries.append(
      .init(input: item.displayInput, outcome: .failed, reason: FrameveilProgram.text(of: error)))
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
  /// Outputs on which `--verify` saw a face, or which it could not check.
  var visible = 0
  /// The exit code of the first failure.
  var code: ExitCode?

  /// `3 done, 1 failed`
  var description: String {
    [
      (done, "done"), (skipped, "skipped"), (failed, "failed"), (visible, "to be looked at again"),
    ].filter { $0 > 0 || $1 == "done" }
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

extension ParsedArguments {
  /// The given options, for the report on a job.
  fileprivate var settings: [Setting] {
    BlurCommand.spec.options.filter(isGiven).flatMap { option in
      texts(of: option.usage).map { text in
        Setting(option, option.usage.value == nil ? .flag(true) : .text(RedactedAddress.text(text)))
      }
    }
  }
}
