/// Where the bytes of a result go. Called from one of GStreamer's threads, never from two at once; it may
/// block, and its blocking is the back-pressure.
public protocol ByteSink: Sendable {
  /// How messages name it.
  var name: String { get }
  /// Whether bytes may be written at any offset; otherwise each write goes on where the last one ended.
  var isSeekable: Bool { get }
  /// Writes all of `bytes` at `offset`.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(MediaError)
}
