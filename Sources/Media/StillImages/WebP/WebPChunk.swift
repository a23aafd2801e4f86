/// A chunk of a RIFF file (WebP container specification, "RIFF File Format").
struct WebPChunk {
  /// Four characters: `VP8 `.
  let type: String
  /// Its place in the file.
  let content: Range<Int>

  /// The chunks of a range, one after the other.
  ///
  /// - Throws: `.damaged` if the last one is not whole.
  static func all(of file: [UInt8], in range: Range<Int>) throws(StillImage.Refusal) -> [WebPChunk] {
    var (place, chunks) = (range.lowerBound, [WebPChunk]())
    while place < range.upperBound {
      guard range.upperBound - place >= 8 else { throw .damaged }
      let length = number(file[place + 4..<place + 8])
      guard length <= range.upperBound - place - 8 else { throw .damaged }
      let type = String(decoding: file[place..<place + 4], as: UTF8.self)
      chunks.append(WebPChunk(type: type, content: place + 8..<place + 8 + length))
      // A last byte makes the length even; some writers leave it out at the end.
      place = min(range.upperBound, place + 8 + length + length % 2)
    }
    return chunks
  }

  /// The bytes of a chunk.
  static func coded(_ type: String, _ content: some Collection<UInt8>) -> [UInt8] {
    Array(type.utf8) + bytes(content.count, 4) + content + (content.count % 2 == 1 ? [0] : [])
  }

  /// A number in some bytes, little-endian.
  static func bytes(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  static func number(_ bytes: some BidirectionalCollection<UInt8>) -> Int {
    bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
