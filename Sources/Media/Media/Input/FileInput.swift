import Core
import Glibc
import MovieBoxes

/// A file as a demuxer's input.
final class FileInput: DemuxerInput {
  let name: String
  let size: UInt64?
  private let descriptor: Int32

  /// Opens a file. Throws for missing and empty files, directories and pipes.
  init(path: String) throws {
    name = path
    // O_NONBLOCK: opening a pipe without a writer would otherwise block forever.
    descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw UserError.opening(path, errno: errno) }
    do {
      size = try Self.checkedSize(descriptor, path)
    } catch {
      Glibc.close(descriptor)
      throw error
    }
  }

  deinit { Glibc.close(descriptor) }

  func read(into target: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int {
    while true {
      let count = pread(descriptor, target.baseAddress, target.count, off_t(clamping: offset))
      if count >= 0 { return count }
      if errno != EINTR { throw UserError.opening(name, errno: errno) }
    }
  }

  func scan() -> MovieScan {
    MovieScan.file(size: size ?? 0) { offset, count in
      [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        filled = max(0, pread(self.descriptor, buffer.baseAddress, count, off_t(clamping: offset)))
      }
    }
  }

  func cancel() {}

  private static func checkedSize(_ descriptor: Int32, _ path: String) throws -> UInt64 {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw UserError.opening(path, errno: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw UserError(
        .noInput, path, "is a folder, not a video", remedy: "use one file, or a folder as the output as well")
    }
    guard status.st_mode & S_IFMT == S_IFREG || status.st_mode & S_IFMT == S_IFBLK else {
      throw UserError(
        .noInput, path, "is not a regular file",
        remedy: "read a pipe as standard input: frameveil blur - … < \(path)")
    }
    guard status.st_size > 0 else {
      throw UserError(.invalidInput, path, "is empty", remedy: "copy it again from its source")
    }
    return UInt64(status.st_size)
  }
}
