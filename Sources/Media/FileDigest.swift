import CGStreamer
import Channels
import Glibc

/// Reckons the checksums of files, on a thread of its own, since it reads them whole.
public actor FileDigest {
  /// The length and checksum of a file.
  public struct Value: Sendable {
    /// Bytes.
    public var bytes: UInt64
    /// SHA-256 (FIPS 180-4) in hexadecimal digits.
    public var sha256: String
  }

  private let executor = ThreadExecutor(name: "digest")

  /// The executor of its thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Makes one.
  public init() {}

  /// The digest of a file; nil for what is none: a pipe can be read only once.
  public func digest(of path: String) throws -> Value? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw MediaError.opening(path, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    guard let checksum = g_checksum_new(G_CHECKSUM_SHA256) else {
      throw MediaError(.internalFailure, path, "has no checksum", detail: "GLib has no SHA-256")
    }
    defer { g_checksum_free(checksum) }
    var block = [UInt8](repeating: 0, count: 1 << 20)
    var total: UInt64 = 0
    while true {
      try Task.checkCancellation()
      let count = read(descriptor, &block, block.count)
      if count == 0 { break }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw MediaError.opening(path, errno: errno) }
      g_checksum_update(checksum, block, count)
      total += UInt64(count)
    }
    return Value(bytes: total, sha256: String(cString: g_checksum_get_string(checksum)))
  }
}
