/// Judges from how far a blur is whether it will be done in time. A value; times are seconds since its start.
struct DeadlineWatch: Sendable, Equatable {
  /// What the blur would need in all.
  struct Shortage: Sendable, Equatable {
    var neededSeconds: Double
    var elapsedSeconds: Double
    var share: Double
  }

  /// The seconds that it has.
  let available: Double

  /// Before so much of the time has passed, starting weighs too much.
  private static let warmUp = 0.05
  /// How far the first estimates may pass the available time: scenes without faces go faster. It shrinks as time
  /// passes.
  private static let doubt = 0.5

  init(available: Double) {
    self.available = available
  }

  /// The shortage, once it is clear.
  func shortage(share: Double?, elapsed: Double) -> Shortage? {
    guard let share, share > 0, share < 1, elapsed > available * Self.warmUp else { return nil }
    let needed = elapsed / share
    let allowed = available * (1 + Self.doubt * max(0, 1 - elapsed / available))
    guard needed > allowed else { return nil }
    return Shortage(neededSeconds: needed, elapsedSeconds: elapsed, share: share)
  }
}

extension DeadlineWatch.Shortage {
  /// More processors than these were not measured, so more memory is not promised to help.
  private static let measuredMemory = 2 * 1769
  /// Lambda's longest timeout.
  private static let longestTimeout = 900.0

  /// The error that says so, and what would help.
  ///
  /// - Parameter memory: the function's, in MB.
  func error(available: Double, memory: Int?) -> WorkflowError {
    let needed = (neededSeconds * 1.1).rounded()
    var remedies: [String] = []
    if let memory {
      let wanted = Int((Double(memory) * needed / available / 64).rounded(.up)) * 64
      if wanted <= Self.measuredMemory {
        remedies.append("set its memory to \(wanted) MB instead of \(memory)")
      }
    }
    if needed <= Self.longestTimeout, available < Self.longestTimeout * 0.9 {
      remedies.append("set its timeout to \(Int(needed)) s")
    }
    if remedies.isEmpty {
      remedies.append("run 'frameveil blur' with the same image where nothing limits its time")
    }
    return WorkflowError(
      .outOfTime,
      "the blur needs about \(Int(neededSeconds.rounded())) s and the function has \(Int(available)) s "
        + "(\(Int(share * 100)) % after \(Int(elapsedSeconds)) s); \(remedies.joined(separator: ", or "))")
  }
}
