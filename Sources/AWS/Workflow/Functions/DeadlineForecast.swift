import LambdaRuntime

/// Predicts from the progress of a blur whether it will finish before the deadline. Times are seconds since
/// the start. `DeadlineGuard` in LambdaRuntime ends a function whose deadline comes without a forecast.
struct DeadlineForecast: Sendable, Equatable {
  /// The prediction that the time is not sufficient.
  struct Shortage: Sendable, Equatable {
    var neededSeconds: Double
    var elapsedSeconds: Double
    var share: Double
  }

  /// The time available for the whole blur, in seconds.
  let available: Double

  /// The fraction of the available time before which no prediction is made, because start-up dominates.
  private static let warmUp = 0.05
  /// How far the first predictions may exceed the available time, as a fraction of it: later scenes without
  /// faces are faster. The tolerance shrinks linearly to 0 at the deadline.
  private static let tolerance = 0.5

  init(available: Double) {
    self.available = available
  }

  /// The shortage; nil while the blur may still finish in time.
  func shortage(share: Double?, elapsed: Double) -> Shortage? {
    guard let share, share > 0, share < 1, elapsed > available * Self.warmUp else { return nil }
    let needed = elapsed / share
    let allowed = available * (1 + Self.tolerance * max(0, 1 - elapsed / available))
    guard needed > allowed else { return nil }
    return Shortage(neededSeconds: needed, elapsedSeconds: elapsed, share: share)
  }
}

extension DeadlineForecast.Shortage {
  /// In MB: two vCPUs. The speed with more vCPUs was not measured, so more memory is not recommended.
  private static let measuredMemory = 2 * 1769
  /// Lambda's maximum timeout in seconds.
  private static let longestTimeout = 900.0

  /// The error with the predicted time and the settings that would help.
  ///
  /// - Parameter memory: the memory size of the function in MB; nil if unknown.
  func error(available: Double, memory: Int?) -> WorkflowError {
    let needed = (neededSeconds * 1.1).rounded()
    var remedies: [String] = []
    if let memory {
      let wanted = Int((Double(memory) * needed / available / 64).rounded(.up)) * 64
      if wanted <= Self.measuredMemory {
        remedies.append("raise its memory from \(memory) to \(wanted) MB")
      }
    }
    if needed <= Self.longestTimeout, available < Self.longestTimeout * 0.9 {
      remedies.append("raise its timeout to \(Int(needed)) s")
    }
    if remedies.isEmpty {
      remedies.append(
        "run 'frameveil blur' with the same image on ECS, Batch or Kubernetes, which have no such time limit")
    }
    return WorkflowError(
      .outOfTime,
      "the blur needs about \(Int(neededSeconds.rounded())) s but the function has \(Int(available)) s "
        + "(\(Int(share * 100)) % after \(Int(elapsedSeconds)) s); \(remedies.joined(separator: ", or "))")
  }
}
