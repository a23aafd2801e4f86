import Core
import Glibc

/// The number of a span, counted from 1, as a command line gives it.
struct SpanNumber {
  let value: Int
  /// Whether it is that of a job of an array, which may have more jobs than there are spans.
  let isOfJob: Bool

  /// The index of the span, or nil where an array has more jobs than there are spans.
  ///
  /// - Parameter place: what has so many spans.
  /// - Throws: `UsageError` if somebody asks for a span that is not there.
  func index(of count: Int, in place: Address, command: String) throws(UsageError) -> Int? {
    guard value > count else { return value - 1 }
    guard isOfJob else {
      throw UsageError("--span takes 1 to \(count) with \(place), not \(value)", command: command)
    }
    Terminal.line("frameveil: \(place) has \(count) spans: this job has nothing to do")
    return nil
  }

  /// The variables with the index of a job among those of an array, counted from 0.
  private static let variables = ["AWS_BATCH_JOB_ARRAY_INDEX", "JOB_COMPLETION_INDEX"]

  /// - Parameter text: a number, or `job`.
  /// - Throws: `UsageError`.
  init(_ text: String, variable: (String) -> String? = { getenv($0).map { String(cString: $0) } }) throws {
    if text == "job" {
      let found = Self.variables.compactMap(variable).first
      guard let index = found.flatMap(Int.init), (0..<1_000_000).contains(index) else {
        throw UsageError(
          "--span job needs the index of the job in \(Self.variables.joined(separator: " or ")), "
            + (found.map { "which is '\($0)'" } ?? "and neither is set"))
      }
      (value, isOfJob) = (index + 1, true)
      return
    }
    guard let number = Int(text), (1...1_000_000).contains(number) else {
      throw UsageError("--span takes a number from 1 to 1000000 or 'job', not '\(text)'")
    }
    (value, isOfJob) = (number, false)
  }
}
