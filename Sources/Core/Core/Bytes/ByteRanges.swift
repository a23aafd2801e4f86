/// A random-access byte source: an object in a bucket, a file behind a URL.
///
/// One reader at a time. Access is mostly sequential, with seeks. An implementation that prefetches should keep more
/// than one stream open, since a demuxer alternates between the positions of several tracks.
public protocol ByteRanges: Sendable {
  /// The name used in error messages.
  var name: String { get }
  /// The length in bytes.
  var size: UInt64 { get }
  /// Reads `count` bytes at an offset; fewer at the end, none past it.
  ///
  /// - Throws: `UserError` if reading fails or the content has changed since it was opened, `CancellationError`.
  func read(_ count: Int, at offset: UInt64) async throws -> [UInt8]
}

/// A byte source in memory, such as an image sent in a request.
public struct MemoryBytes: ByteRanges {
  public let name: String
  private let bytes: [UInt8]

  public init(_ bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  public var size: UInt64 { UInt64(bytes.count) }

  public func read(_ count: Int, at offset: UInt64) -> [UInt8] {
    Array(bytes.dropFirst(Int(clamping: offset)).prefix(max(0, count)))
  }
}
