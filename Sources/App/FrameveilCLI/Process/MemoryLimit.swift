import CSystem
import FoundationEssentials
import Glibc

/// The memory limit of this process, set by a container (cgroup) or by AWS Lambda.
enum MemoryLimit {
  /// The limit in bytes; nil if there is none.
  static var ofThisProcess: Int? {
    [functionLimit, controlGroupLimit].compactMap { $0 }.min()
  }

  /// The default of `--look-ahead` in bytes: half of what a 1080p run leaves free.
  static var lookAheadBytes: Int {
    guard let limit = ofThisProcess else { return most }
    return max(0, min(most, (limit - runAt1080p) / 2))
  }

  /// Whether a 1080p run leaves less than 64 MiB free.
  static var isTight: Bool { ofThisProcess.map { $0 < runAt1080p + 64 << 20 } ?? false }

  /// The limit of AWS Lambda, given in MB.
  private static var functionLimit: Int? {
    getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").flatMap { Int(String(cString: $0)) }.map { $0 << 20 }
  }

  /// The limit of the control group as seen from inside a container: version 2, then version 1.
  private static var controlGroupLimit: Int? {
    let files = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
    for file in files {
      guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { continue }
      // Without a limit the file holds "max" or a number near 2^63.
      if let bytes = Int(text.prefix { $0.isNumber }), bytes < 1 << 50 { return bytes }
    }
    return nil
  }

  private static let most = 128 << 20
  /// Peak memory that `make bench` measures with `--look-ahead 0`, rounded up.
  static let runAt1080p = 240_000_000
}

/// Settings of the C library's allocator.
enum MemoryPolicy {
  /// Limits the number of arenas and returns large freed blocks to the system. Must be called before other threads
  /// start.
  ///
  /// By default glibc gives each thread its own arena and keeps freed memory there. With about fifteen threads that
  /// pass frames of several megabytes to one another, this held 18 MB more at 1080p and was no faster. Returning freed
  /// frames and detector feature maps to the system saves another 8 MB.
  static func limitArenas() { fv_keep_little_memory() }
}
