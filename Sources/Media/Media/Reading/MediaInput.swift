public import Core

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
