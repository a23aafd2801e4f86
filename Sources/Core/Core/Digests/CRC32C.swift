/// An incremental CRC-32C, the checksum that S3 stores with an object. It processes 16 bytes a step with 16 tables
/// (slicing; Kounavis and Berry, "Novel Table Lookup-Based Algorithms for High-Performance CRC Generation").
public struct CRC32C: Sendable {
  private let tables: [UInt32]
  private var register: UInt32 = ~0

  private init(_ tables: [UInt32]) { self.tables = tables }

  /// CRC-32C, Castagnoli's polynomial (RFC 3720, appendix B.4): `x-amz-checksum-crc32c`.
  public static func crc32c() -> CRC32C { CRC32C(castagnoli) }

  public var value: UInt32 { ~register }

  /// The checksum in S3's format: Base64 of its four bytes, big-endian.
  public var base64: String { Base64.text((0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }) }

  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let taken: Void? = bytes.withContiguousStorageIfAvailable { unsafe update(UnsafeRawBufferPointer($0)) }
    if taken == nil { update(Array(bytes)) }
  }

  @unsafe public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var crc = register
    unsafe tables.withUnsafeBufferPointer { tables in
      var at = 0
      while bytes.count - at >= 16 {
        unsafe crc = Self.step(crc, bytes, at, tables)
        at += 16
      }
      while at < bytes.count {
        unsafe crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[at])) & 0xFF)]
        at += 1
      }
    }
    register = crc
  }

  /// Processes 16 bytes: table `k` holds the contribution of a byte that `k` others follow.
  @inline(__always)
  private static func step(
    _ crc: UInt32, _ bytes: UnsafeRawBufferPointer, _ at: Int, _ tables: UnsafeBufferPointer<UInt32>
  ) -> UInt32 {
    let low =
      unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) ^ UInt64(crc)
    let high = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self))
    var result: UInt32 = 0
    for place in 0..<8 {
      let shift = UInt64(8 * place)
      unsafe result ^= tables[(15 - place) << 8 | Int(truncatingIfNeeded: low &>> shift & 0xFF)]
      unsafe result ^= tables[(7 - place) << 8 | Int(truncatingIfNeeded: high &>> shift & 0xFF)]
    }
    return result
  }

  private static let castagnoli = tables(reversedPolynomial: 0x82F6_3B78)

  private static func tables(reversedPolynomial: UInt32) -> [UInt32] {
    var tables = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? reversedPolynomial : 0) }
    }
    for index in 256..<16 * 256 {
      let before = tables[index - 256]
      tables.append(before >> 8 ^ tables[Int(before & 0xFF)])
    }
    return tables
  }
}
