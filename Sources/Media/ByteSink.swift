/// Where the bytes of a result go. Called from one of GStreamer's threads, never from two at once; it may
/// block, and its blocking is the back-pressure.
public protocol ByteSink: Sendable {
  /// How messages name it.
  var name: String { get }
  /// Where bytes may be written that do not go on where the last ones ended.
  var rewriting: Rewriting { get }
  /// Writes all of `bytes` at `offset`. What was never written reads as zeros; only a sink that rewrites
  /// anywhere is left with such holes.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(MediaError)
  /// A path under which what was written can be read again while the sink is open; nil where there is none.
  var readablePath: String? { get }
}

extension ByteSink {
  public var readablePath: String? { nil }
}

/// Where a sink takes bytes beside onward ones.
public enum Rewriting: Sendable, Equatable {
  /// At any offset, also past the end: a file.
  case anywhere
  /// Over what was written within so many bytes from the start, until the end: an upload in parts that keeps
  /// its first part back.
  case head(UInt64)
  /// Nowhere: a pipe.
  case nowhere

  /// Whether `range` may be written when `written` bytes are there.
  public func allows(_ range: Range<UInt64>, written: UInt64) -> Bool {
    switch self {
    case .anywhere: true
    case .head(let bytes): range.lowerBound == written || range.upperBound <= min(bytes, written)
    case .nowhere: range.lowerBound == written
    }
  }
}
