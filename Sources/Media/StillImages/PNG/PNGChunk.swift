import CZlib

/// A chunk of a PNG file (ISO/IEC 15948, section 5.3).
struct PNGChunk {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Four letters: `IHDR`.
  let type: String
  /// Its place in the file.
  let content: Range<Int>

  /// A decoder must not skip it.
  var isCritical: Bool { type.first?.isUppercase == true }
  /// The chunk with its length and its checksum.
  var whole: Range<Int> { content.lowerBound - 8..<content.upperBound + 4 }

  /// Reads a chunk and verifies its checksum.
  init(_ file: [UInt8], at place: Int) throws(StillImage.Refusal) {
    guard place <= file.count - 12 else { throw .damaged }
    let length = Int(Self.number(file[place..<place + 4]))
    guard length <= file.count - place - 12 else { throw .damaged }
    content = place + 8..<place + 8 + length
    type = String(decoding: file[place + 4..<place + 8], as: UTF8.self)
    let checksum = Self.number(file[content.upperBound..<content.upperBound + 4])
    guard checksum == Self.checksum(file[place + 4..<content.upperBound]) else { throw .damaged }
  }

  /// All chunks up to IEND.
  static func all(of file: [UInt8]) throws(StillImage.Refusal) -> [PNGChunk] {
    var (place, chunks) = (signature.count, [PNGChunk]())
    while chunks.last?.type != "IEND" {
      let chunk = try PNGChunk(file, at: place)
      chunks.append(chunk)
      place = chunk.whole.upperBound
    }
    return chunks
  }

  /// The bytes of a chunk.
  static func coded(_ type: String, _ content: some Collection<UInt8>) -> [UInt8] {
    let named = Array(type.utf8) + content
    return bytes(UInt32(content.count)) + named + bytes(checksum(named[...]))
  }

  /// Four bytes, big-endian.
  static func bytes(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  static func number(_ bytes: some Collection<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    UInt32(truncatingIfNeeded: bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) })
  }
}
