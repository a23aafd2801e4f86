public import Core

/// The source of a video.
public enum MediaInput: Sendable {
  case file(path: String)
  /// The process's standard input, read once and sequentially.
  case standardInput
  /// Remote bytes with random access: an object in a bucket, a file behind a URL.
  case ranges(any ByteRanges)

  /// A path, or `-` for standard input.
  public init(argument: String) {
    self = argument == "-" ? .standardInput : .file(path: argument)
  }

  public var name: String {
    switch self {
    case .file(let path): path
    case .standardInput: "standard input"
    case .ranges(let ranges): ranges.name
    }
  }

  public var isStandardInput: Bool { if case .standardInput = self { true } else { false } }
}
