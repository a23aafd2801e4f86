import Core
import Glibc
import MP4Parsing

/// The byte source of a demuxer. Reading blocks the demuxer's own thread.
protocol DemuxerInput: AnyObject, Sendable {
  var name: String { get }
  /// The size in bytes; nil for a pipe, which is read once and sequentially.
  var size: UInt64? { get }
  /// Reads the available bytes at an offset, at least one; returns 0 at the end. A pipe supports the next
  /// offset only.
  func read(into target: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int
  /// Determines the layout of an MP4 from its boxes.
  func scan() throws -> MovieScan
  /// Ends a pending read; it and all later reads throw `CancellationError`.
  func cancel()
}

extension DemuxerInput {
  /// Validates the layout before demuxing.
  ///
  /// - Returns: the index of an MP4, where it is known.
  /// - Throws: `UserError` when an MP4 is truncated, has no index, or has an index that a pipe cannot seek
  ///   to.
  func check() throws -> MovieIndex? {
    switch try scan() {
    case .truncated(let box, let end, let size):
      throw UserError(
        .invalidInput, name,
        "is truncated: its '\(box)' box ends at byte \(end), but the input has \(size) bytes",
        remedy: "copy the file again from its source")
    case .noIndex:
      throw UserError(
        .invalidInput, name, "is an MP4 without its index (no 'moov' box), so its samples cannot be located",
        remedy: "the recording was probably interrupted; repair the file, or use the original")
    case .indexLast where size == nil:
      throw UserError(
        .invalidInput, name,
        "is an MP4 whose index ('moov' box) follows the media data, and a pipe is not seekable",
        remedy: "give the file's path instead of '-', or move the index to the front: "
          + "ffmpeg -i IN.mp4 -c copy -movflags +faststart OUT.mp4")
    case .indexFirst(let index), .indexLast(let index?): return index
    default: return nil
    }
  }
}

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
