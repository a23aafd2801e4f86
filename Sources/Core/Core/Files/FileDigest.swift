import Glibc

/// Computes the checksums of files, on a dedicated thread, since it reads whole files.
public actor FileDigest {
  /// The length and checksum of a file.
  public struct Value: Sendable {
    /// The length in bytes.
    public var bytes: UInt64
    /// SHA-256 (FIPS 180-4) in hexadecimal digits.
    public var sha256: String
  }

  private let executor = ThreadExecutor(name: "digest")

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  public init() {}

  /// The digest of a regular file; nil for anything else: a pipe can be read only once.
  public func digest(of path: String) throws -> Value? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw UserError.opening(path, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var checksum = SHA256()
    var block = [UInt8](repeating: 0, count: 1 << 20)
    var total: UInt64 = 0
    while true {
      try Task.checkCancellation()
      let count = read(descriptor, &block, block.count)
      if count == 0 { break }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw UserError.opening(path, errno: errno) }
      block.withUnsafeBytes { checksum.update(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
      total += UInt64(count)
    }
    return Value(bytes: total, sha256: Hex.text(checksum.finish()))
  }

  /// The digest of an output before it is published.
  public func digest(of file: OutputFile) throws -> Value? { try digest(of: file.openPath) }
}
