import Geometry

/// A PNG file parsed from chunk to chunk (ISO/IEC 15948), without decoding.
struct PNGFile {
  let header: PNGHeader
  /// The file with only the chunks that decoding needs: others, too, can decompress to gigabytes.
  let bytes: [UInt8]
  private let data: [Range<Int>]

  /// Returns nil when the file does not begin with the PNG signature. Throws when its structure is invalid.
  init?(_ file: [UInt8]) throws(StillImage.Refusal) {
    guard file.starts(with: PNGChunk.signature) else { return nil }
    var (place, kept) = (8, PNGChunk.signature)
    var (header, data) = (PNGHeader?.none, [Range<Int>]())
    while place + 12 <= file.count {
      let chunk = try PNGChunk(file, at: place)
      let content = chunk.content
      place = chunk.whole.upperBound
      switch chunk.type {
      case "IHDR":
        guard header == nil, kept.count == 8, let read = PNGHeader(file[content]) else { throw .damaged }
        header = read
      case "IDAT" where header != nil: data.append(kept.count + 8..<kept.count + 8 + content.count)
      case "PLTE", "tRNS": guard header != nil, data.isEmpty else { throw .damaged }
      case "IEND":
        guard let header, !data.isEmpty else { throw .damaged }
        (self.header, self.data) = (header, data)
        bytes = kept + file[chunk.whole]
        return
      default:
        guard !chunk.isCritical else { throw .damaged }
        continue
      }
      kept += file[chunk.whole]
    }
    throw .damaged
  }

  /// Whether the image data decompresses to exactly the bytes of all rows.
  var isComplete: Bool { ZlibStream.length(of: data, in: bytes, unpacked: header.unpacked) != nil }
}
