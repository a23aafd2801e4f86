/// The checks of what the machine or the container gives to a run.
enum MachineChecks {
  static var all: [DoctorCheck] { [memory, processors] }

  private static var memory: DoctorCheck {
    guard let limit = MemoryLimit.ofThisProcess else { return .ok("memory", "no limit of a container") }
    let text =
      "limit of \(limit / 1_000_000) MB, of which \(MemoryLimit.lookAheadBytes / 1_000_000) MB for --look-ahead"
    guard MemoryLimit.isTight else { return .ok("memory", text) }
    return DoctorCheck(
      part: "memory", status: .warning, detail: text,
      remedy:
        "a run at 1080p takes about \(MemoryLimit.runAt1080p / 1_000_000) MB: raise the container's limit to 512 MB"
    )
  }

  private static var processors: DoctorCheck {
    let quota = ProcessorShare.quota.map { ", of which the container may use \($0)" } ?? ""
    return .ok("processors", "\(ProcessorShare.affinity)\(quota)")
  }
}
