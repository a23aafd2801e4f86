/// How many of several files came to what.
struct BatchCounter: CustomStringConvertible {
  var done = 0
  var skipped = 0
  var failed = 0
  /// The first failure's.
  var code: ExitCode?

  /// `3 done, 1 failed`
  var description: String {
    [(done, "done"), (skipped, "skipped"), (failed, "failed")].filter { $0 > 0 || $1 == "done" }
      .map { "\($0) \($1)" }.joined(separator: ", ")
  }
}

/// Why a run over several files did not end well. What failed is told already.
struct BatchFailure: Error, CustomStringConvertible {
  let code: ExitCode
  let description: String

  init(code: ExitCode, description: String) {
    self.code = code
    self.description = description
  }

  /// The run was stopped by a signal.
  init(interrupting tally: BatchCounter) {
    self.init(code: .interrupted, description: "interrupted; \(tally), nothing else was written")
  }
}
