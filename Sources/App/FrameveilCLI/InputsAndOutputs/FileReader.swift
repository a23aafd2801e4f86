import Core
import Glibc
import Media

/// Reads a file or standard input in blocks. A read blocks its thread.
///
/// The offset belongs to the descriptor and is not protected, so only one task may read at a time.
final class FileReader: Sendable {
  private let descriptor: Int32
  private let name: String
  /// The offset at which reading began; negative for a pipe, which is not seekable.
  private let start: off_t
  private static let block = 64 << 10

  /// Opens a path, or standard input for `-`.
  ///
  /// - Throws: `UserError` if the file cannot be opened.
  init(argument: String) throws {
    guard argument != "-" else {
      (descriptor, name) = (STDIN_FILENO, "standard input")
      start = lseek(STDIN_FILENO, 0, SEEK_CUR)
      return
    }
    name = argument
    descriptor = open(argument, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw UserError.opening(argument, errno: errno) }
    start = lseek(descriptor, 0, SEEK_CUR)
  }

  /// Whether `rewind()` is possible.
  var isRewindable: Bool { start >= 0 }

  /// Seeks to the offset at which reading began.
  func rewind() { lseek(descriptor, start, SEEK_SET) }

  deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

  /// Replaces the buffer by the next block; by nothing at the end.
  func fill(_ bytes: inout [UInt8]) throws {
    var count = 0
    repeat {
      bytes = [UInt8](unsafeUninitializedCapacity: Self.block) { buffer, filled in
        count = read(descriptor, buffer.baseAddress, Self.block)
        filled = max(0, count)
      }
    } while count < 0 && errno == EINTR
    if count < 0 { throw UserError.opening(name, errno: errno) }
  }

  /// Reads the rest of a small file.
  ///
  /// - Throws: `UserError` if it has more than `limit` bytes.
  func bytes(upTo limit: Int) throws -> [UInt8] {
    var (all, block): ([UInt8], [UInt8]) = ([], [])
    repeat {
      try fill(&block)
      all += block
      guard all.count <= limit else {
        throw UserError(
          .invalidInput, name, "is larger than \(limit >> 20) MiB", remedy: "check that it is the right file")
      }
    } while !block.isEmpty
    return all
  }
}
