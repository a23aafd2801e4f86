/// Splits the header packets of Theora, which containers store as one block: each after its length in two
/// bytes (as libavformat reads Ogg), or after a table of all lengths (Matroska, RFC 9559, section 6.1).
enum XiphHeaders {
  static func split(_ block: [UInt8]) -> [[UInt8]] {
    block.first == 2 ? laced(block) : prefixed(block[...])
  }

  private static func prefixed(_ block: ArraySlice<UInt8>) -> [[UInt8]] {
    var (rest, packets) = (block, [[UInt8]]())
    while rest.count > 2 {
      let count = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
      packets.append(Array(rest.dropFirst(2).prefix(count)))
      rest = rest.dropFirst(2 + count)
    }
    return packets
  }

  /// Xiph lacing: a length is the sum of bytes up to and including the first below 255. The last packet takes
  /// the rest.
  private static func laced(_ block: [UInt8]) -> [[UInt8]] {
    var rest = block.dropFirst()
    var lengths: [Int] = []
    while lengths.count < 2, !rest.isEmpty {
      let full = rest.prefix { $0 == 255 }.count
      guard let last = rest.dropFirst(full).first else { return [] }
      lengths.append(255 * full + Int(last))
      rest = rest.dropFirst(full + 1)
    }
    var packets: [[UInt8]] = []
    for length in lengths {
      packets.append(Array(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    return packets + [Array(rest)]
  }
}
