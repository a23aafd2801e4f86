import Core

extension UserError {
  /// The error for a video that cannot be divided into spans.
  init(indivisible name: String, _ reason: String) {
    self.init(
      .invalidInput, name, "cannot be divided into spans: \(reason)",
      remedy: "run blur without a plan and without --workers")
  }
}
