/// Where Matroska's clusters say how long they are.
///
/// A muxer begins a cluster with an unknown size and writes the true one when the next begins, many megabytes
/// later. Where a sink cannot take that, the unknown size stays: the format allows it for clusters (RFC 9559,
/// section 5.1.3; RFC 8794, section 6.2), and live streams have no other.
struct ClusterSizes {
  private var last: Range<UInt64>?

  private static let identifier: [UInt8] = [0x1F, 0x43, 0xB6, 0x75]
  /// Eight bytes whose value bits are all set: unknown.
  private static let unknownSize: [UInt8] = [0x01] + [UInt8](repeating: 0xFF, count: 7)

  /// Looks at a piece that is written.
  mutating func note(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
    guard bytes.starts(with: Self.identifier + Self.unknownSize) else { return }
    last = offset + 4..<offset + 12
  }

  /// Whether a range is where the last cluster's size stands.
  func isSize(_ range: Range<UInt64>) -> Bool { range == last }
}
