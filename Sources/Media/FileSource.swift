import CGStreamer
import Glibc
import MovieBoxes

/// A file as the source of a reading pipeline.
final class FileSource: MediaSource, @unchecked Sendable {
  let element: UnsafeMutablePointer<GstElement>
  private let facts: ContainerFacts

  /// Opens, measures and scans a file; missing, empty and truncated ones are refused.
  init(path: String) throws {
    facts = try Self.inspect(path)
    element = try GStreamerLibrary.element("filesrc")
    fv_set_string(element, "location", path)
    LengthPatch(facts.index)?.attach(to: element)
  }

  func inspect() -> ContainerFacts { facts }

  private static func inspect(_ path: String) throws -> ContainerFacts {
    // Without waiting: opening a pipe that nobody writes to would never return.
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw MediaError.opening(path, errno: errno) }
    defer { Glibc.close(descriptor) }
    let size = try checkedSize(descriptor, path)
    let read: MovieIndex.Reader = { offset, count in
      [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
      }
    }
    return try ContainerFacts(
      MovieScan.file(size: size, read: read), start: read(0, ContainerFacts.startBytes), name: path)
  }

  private static func checkedSize(_ descriptor: Int32, _ path: String) throws -> UInt64 {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw MediaError.opening(path, errno: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw MediaError(
        .noInput, path, "is a folder, not a video", remedy: "name one file, or a folder as output as well")
    }
    guard status.st_mode & S_IFMT == S_IFREG || status.st_mode & S_IFMT == S_IFBLK else {
      throw MediaError(
        .noInput, path, "is not an ordinary file",
        remedy: "read a pipe as standard input: frameveil blur - … < \(path)")
    }
    guard status.st_size > 0 else { throw MediaError(.invalidInput, path, "is empty") }
    return UInt64(status.st_size)
  }
}
