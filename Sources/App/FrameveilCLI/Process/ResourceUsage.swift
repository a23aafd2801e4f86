import Glibc

/// The resource usage of a process as getrusage(2) reports it.
struct ResourceUsage: Sendable {
  /// Processor time in user and system mode, in seconds.
  var processorSeconds: Double
  /// The peak resident set size in bytes.
  var peakRSS: Int

  init(_ usage: rusage) {
    processorSeconds =
      Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    peakRSS = usage.ru_maxrss * 1024
  }

  static func ofThisProcess() -> ResourceUsage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return ResourceUsage(usage)
  }
}
