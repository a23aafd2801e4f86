import Glibc

/// The process's standard output as a result.
public struct StandardOutput: ByteSink {
  /// How messages name it.
  public let name = "standard output"
  /// A pipe has no way back, and a redirected file is treated alike.
  public let rewriting = Rewriting.nowhere

  /// Makes the sink. The process must ignore SIGPIPE, so that a reader who leaves is seen as an error.
  public init() {}

  /// Writes what comes next; the offset only tells that nothing was left out.
  public func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {
    try writeAll(bytes, name: name) { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }
}

/// Writes all of `bytes` through a system call that may take fewer, or be interrupted.
func writeAll(
  _ bytes: UnsafeRawBufferPointer, name: String, call: (UnsafeRawBufferPointer) -> Int
) throws(UserError) {
  var rest = bytes
  while !rest.isEmpty {
    let count = call(rest)
    if count >= 0 {
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    } else if errno != EINTR {
      throw UserError.writing(name, errno: errno)
    }
  }
}
