import Glibc
import MovieBoxes

/// Where a video is read from.
public enum MediaInput: Sendable, Equatable {
  /// A file.
  case file(path: String)
  /// The process's standard input, read once from front to back.
  case standardInput

  /// A path, or `-` for standard input.
  public init(argument: String) {
    self = argument == "-" ? .standardInput : .file(path: argument)
  }

  /// How messages name it.
  public var name: String {
    switch self {
    case .file(let path): path
    case .standardInput: "standard input"
    }
  }
}

/// What can be known of a file before a pipeline opens it.
struct InputFile {
  /// Whether a file that begins so is Matroska or WebM (the EBML magic number, RFC 8794, section 11.2.1).
  static func isMatroska(_ start: [UInt8]) -> Bool { start.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) }

  let isMatroska: Bool
  /// The layout of its boxes, where it is an MP4 or QuickTime file.
  let scan: MovieScan
  let size: UInt64

  /// Opens, measures and scans a file; missing, empty and truncated ones are refused.
  init(path: String) throws {
    // Without waiting: opening a pipe that nobody writes to would never return.
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw MediaError.opening(path, errno: errno) }
    defer { Glibc.close(descriptor) }
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
    size = UInt64(max(0, status.st_size))
    guard size > 0 else { throw MediaError(.invalidInput, path, "is empty") }
    let read: MovieIndex.Reader = { offset, count in
      [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
      }
    }
    scan = MovieScan.file(size: size, read: read)
    isMatroska = Self.isMatroska(read(0, 4))
    try Self.check(scan, name: path)
  }

  /// Refuses layouts that cannot be read whole.
  static func check(_ scan: MovieScan, name: String) throws {
    switch scan {
    case .truncated(let box, let end, let size):
      throw MediaError(
        .invalidInput, name,
        "is cut short: its '\(box)' box should reach to byte \(end), but there are \(size)",
        remedy: "copy the file again from where it came")
    case .noIndex:
      throw MediaError(
        .invalidInput, name, "is an MP4 without its index (no 'moov' box), so no picture in it can be found",
        remedy: "the recording was probably interrupted; repair it, or take the original")
    default: break
    }
  }
}

extension MediaError {
  /// What it means that a file cannot be opened or read, by the system's error number.
  public static func opening(_ path: String, errno code: Int32) -> MediaError {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOENT, ENOTDIR: return MediaError(.noInput, path, "there is no such file")
    case EACCES, EPERM: return MediaError(.noPermission, path, "may not be read", detail: reason)
    default: return MediaError(.inputOutput, path, "cannot be opened", detail: reason)
    }
  }
}
