import FoundationEssentials

/// The processors that this process may use.
enum ProcessorShare {
  /// The largest number of frames that are looked at at a time: each needs networks of its own in memory.
  private static let mostWorkers = 4

  /// The frames to look at at a time: as many as there are processors, or one where memory is short.
  static var workers: Int { MemoryLimit.isTight ? 1 : max(1, min(mostWorkers, min(affinity, quota ?? .max))) }

  /// The processors that the scheduler may give to this process.
  static var affinity: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// The quota of the control group as seen from inside a container, rounded up to whole processors; nil without one.
  static var quota: Int? {
    guard let text = try? String(contentsOfFile: "/sys/fs/cgroup/cpu.max", encoding: .utf8) else {
      return nil
    }
    let numbers = text.split { $0.isWhitespace }.map { Double($0) }
    guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], period > 0 else { return nil }
    return max(1, Int((quota / period).rounded(.up)))
  }
}
