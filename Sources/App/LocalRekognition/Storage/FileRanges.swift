import Core
import Glibc
import Media

/// Random access to a file, on a dedicated thread.
actor FileRanges: ByteRanges {
  private let executor = ThreadExecutor(name: "frameveil-file")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  nonisolated let name: String
  nonisolated let size: UInt64
  private let descriptor: Int32
  private let changed: timespec

  /// Takes ownership of the descriptor that `open` returns; it must be a regular file.
  init(name: String, _ open: () throws -> Int32) async throws {
    let descriptor = try open()
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw VideoStoreError(.notFound, "not a regular file")
    }
    self.name = name
    self.descriptor = descriptor
    size = UInt64(max(0, status.st_size))
    changed = status.st_mtim
  }

  deinit { close(descriptor) }

  func read(_ count: Int, at offset: UInt64) throws -> [UInt8] {
    let wanted = Int(min(UInt64(count), size - min(size, offset)))
    var filled = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
      while filled < wanted {
        let step = pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, wanted - filled, off_t(offset) + off_t(filled))
        guard step > 0 || (step < 0 && errno == EINTR) else { break }
        filled += max(0, step)
      }
      count = filled
    }
    var status = stat()
    guard filled == wanted, fstat(descriptor, &status) == 0, UInt64(status.st_size) == size,
      status.st_mtim.tv_sec == changed.tv_sec, status.st_mtim.tv_nsec == changed.tv_nsec
    else {
      throw UserError(
        .inputOutput, name, "changed while it was read", remedy: "retry when nothing writes to the file")
    }
    return bytes
  }
}
