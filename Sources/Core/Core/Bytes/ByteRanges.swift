/// Bytes that can be read at any offset: an object in a bucket, a file behind a URL.
///
/// One reader at a time. It reads mostly onward, with jumps; an implementation that fetches ahead should keep
/// more than one place open, since a demuxer goes to and fro between tracks.
public protocol ByteRanges: Sendable {
  /// How messages name it.
  var name: String { get }
  /// How many bytes there are.
  var size: UInt64 { get }
  /// Reads `count` bytes at an offset, or those up to the end where there are fewer.
  ///
  /// - Throws: `UserError` where they cannot be had as they were when it was opened, `CancellationError`.
  func read(_ count: Int, at offset: UInt64) async throws -> [UInt8]
}
