import Glibc

/// The process's standard output as a sink.
public struct StandardOutput: ByteSink {
  public let name = "standard output"
  /// A pipe cannot seek; a redirected file is treated alike.
  public let rewritableRange = RewritableRange.nowhere

  /// The process must ignore SIGPIPE, so that a closed pipe is reported as EPIPE.
  public init() {}

  /// Writes sequentially; `offset` is ignored.
  public func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {
    try writeAll(bytes, name: name) { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }
}

/// Writes all of `bytes` with a system call that may write fewer bytes or be interrupted (EINTR).
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
