/// Bytes in memory as an input: a picture that came with a request.
public struct MemoryBytes: ByteRanges {
  /// How messages name it.
  public let name: String
  private let bytes: [UInt8]

  /// Takes the bytes.
  public init(_ bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  /// How many bytes there are.
  public var size: UInt64 { UInt64(bytes.count) }

  /// The bytes of a range, as far as there are some.
  public func read(_ count: Int, at offset: UInt64) -> [UInt8] {
    Array(bytes.dropFirst(Int(clamping: offset)).prefix(count))
  }
}
