import Glibc

/// Where a video is read from.
public enum MediaInput: Sendable {
  /// A file.
  case file(path: String)
  /// The process's standard input, read once from front to back.
  case standardInput
  /// Bytes at any offset that lie elsewhere: an object in a bucket, a file behind a URL.
  case ranges(any ByteRanges)

  /// A path, or `-` for standard input.
  public init(argument: String) {
    self = argument == "-" ? .standardInput : .file(path: argument)
  }

  /// How messages name it.
  public var name: String {
    switch self {
    case .file(let path): path
    case .standardInput: "standard input"
    case .ranges(let ranges): ranges.name
    }
  }

  /// Whether it is the process's standard input.
  public var isStandardInput: Bool { if case .standardInput = self { true } else { false } }
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
