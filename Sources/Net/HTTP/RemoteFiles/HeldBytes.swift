import Core

/// Bytes that are all in memory.
struct HeldBytes: ByteRanges {
  let name: String
  let bytes: [UInt8]

  var size: UInt64 { UInt64(bytes.count) }

  func read(_ count: Int, at offset: UInt64) async throws -> [UInt8] {
    guard offset < size else { return [] }
    return [UInt8](bytes[Int(offset)...].prefix(max(0, count)))
  }
}
