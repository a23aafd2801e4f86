import FoundationEssentials
import Glibc

/// How much memory this process may use, where a container or a function sets a limit.
enum MemoryLimit {
  /// The limit in bytes, nil where there is none.
  static var ofThisProcess: Int? {
    [functionLimit, controlGroupLimit].compactMap { $0 }.min()
  }

  /// Bytes of frames that may be looked at ahead: half of what a 1080p run leaves free.
  static var lookAheadBytes: Int {
    guard let limit = ofThisProcess else { return most }
    return max(0, min(most, (limit - runAt1080p) / 2))
  }

  /// Whether a 1080p run leaves next to nothing free.
  static var isTight: Bool { ofThisProcess.map { $0 < runAt1080p + 64 << 20 } ?? false }

  /// AWS Lambda's, in MB.
  private static var functionLimit: Int? {
    getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").flatMap { Int(String(cString: $0)) }.map { $0 << 20 }
  }

  /// The control group's, as a container sees its own: version 2, then 1.
  private static var controlGroupLimit: Int? {
    let files = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
    for file in files {
      guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { continue }
      // "max", or a number near 2^63, where there is no limit.
      if let bytes = Int(text.prefix { $0.isNumber }), bytes < 1 << 50 { return bytes }
    }
    return nil
  }

  private static let most = 128 << 20
  /// What `make bench` measures without frames that wait, rounded up.
  private static let runAt1080p = 240_000_000
}
