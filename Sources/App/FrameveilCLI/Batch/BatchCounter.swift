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
