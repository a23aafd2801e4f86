import CZlib
import Geometry

/// A PNG file parsed from chunk to chunk (ISO/IEC 15948), without decoding.
struct PNGFile {
  let header: PNGHeader
  /// The file with only the chunks that decoding needs: others, too, can decompress to gigabytes.
  let bytes: [UInt8]
  private let data: [Range<Int>]

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Returns nil when the file does not begin with the PNG signature. Throws when its structure is invalid.
  init?(_ file: [UInt8]) throws(StillImage.Refusal) {
    guard file.starts(with: Self.signature) else { return nil }
    var (place, kept) = (8, Self.signature)
    var (header, data) = (PNGHeader?.none, [Range<Int>]())
    while place + 12 <= file.count {
      let (type, content) = try Self.chunk(file, at: place)
      place = content.upperBound + 4
      switch type {
      case "IHDR":
        guard header == nil, kept.count == 8, let read = PNGHeader(file[content]) else { throw .damaged }
        header = read
      case "IDAT" where header != nil: data.append(kept.count + 8..<kept.count + 8 + content.count)
      case "PLTE", "tRNS": guard header != nil, data.isEmpty else { throw .damaged }
      case "IEND":
        guard let header, !data.isEmpty else { throw .damaged }
        (self.header, self.data) = (header, data)
        bytes = kept + file[content.lowerBound - 8..<place]
        return
      // An upper-case first letter marks a critical chunk, which a decoder must not skip.
      default:
        guard type.first?.isLowercase == true else { throw .damaged }
        continue
      }
      kept += file[content.lowerBound - 8..<place]
    }
    throw .damaged
  }

  /// The type and the content of a chunk, whose checksum is verified.
  private static func chunk(_ file: [UInt8], at place: Int) throws(StillImage.Refusal) -> (
    type: String, content: Range<Int>
  ) {
    let length = Int(number(file, at: place))
    guard length <= file.count - place - 12 else { throw .damaged }
    let content = place + 8..<place + 8 + length
    let type = String(decoding: file[place + 4..<place + 8], as: UTF8.self)
    guard number(file, at: content.upperBound) == checksum(file[place + 4..<content.upperBound])
    else { throw .damaged }
    return (type, content)
  }

  private static func number(_ file: [UInt8], at place: Int) -> UInt32 {
    file[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    UInt32(truncatingIfNeeded: bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) })
  }

  /// Whether the image data decompresses to exactly the bytes of all rows. The output is counted and
  /// discarded.
  func isComplete() -> Bool {
    var stream = z_stream()
    guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      return false
    }
    defer { inflateEnd(&stream) }
    var (count, status) = (0, Z_OK)
    var block = [UInt8](repeating: 0, count: 1 << 16)
    for range in data where status == Z_OK {
      var chunk = Array(bytes[range])
      chunk.withUnsafeMutableBufferPointer { chunk in
        stream.next_in = chunk.baseAddress
        stream.avail_in = UInt32(chunk.count)
        repeat {
          block.withUnsafeMutableBufferPointer { block in
            stream.next_out = block.baseAddress
            stream.avail_out = UInt32(block.count)
            status = inflate(&stream, Z_NO_FLUSH)
            count += block.count - Int(stream.avail_out)
          }
        } while status == Z_OK && stream.avail_out == 0 && count <= header.unpacked
        // inflate() has consumed all input of this chunk and needs the next.
        if status == Z_BUF_ERROR, stream.avail_in == 0 { status = Z_OK }
      }
    }
    return status == Z_STREAM_END && count == header.unpacked
  }
}

/// The image header chunk, IHDR (ISO/IEC 15948, section 11.2.2).
struct PNGHeader {
  let size: FrameSize
  private let bitsPerPixel: Int
  private let isInterlaced: Bool

  /// Returns nil when a field or a combination of fields is not allowed.
  init?(_ content: ArraySlice<UInt8>) {
    let content = Array(content)
    guard content.count == 13, content[10] == 0, content[11] == 0, content[12] <= 1 else { return nil }
    let number = { (place: Int) in content[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    size = FrameSize(width: number(0), height: number(4))
    isInterlaced = content[12] == 1
    let depth = Int(content[8])
    let (channels, depths): (Int, [Int])
    switch content[9] {
    case 0: (channels, depths) = (1, [1, 2, 4, 8, 16])
    case 2: (channels, depths) = (3, [8, 16])
    case 3: (channels, depths) = (1, [1, 2, 4, 8])
    case 4: (channels, depths) = (2, [8, 16])
    case 6: (channels, depths) = (4, [8, 16])
    default: return nil
    }
    guard size.width > 0, size.height > 0, depths.contains(depth), size.width < 1 << 31, size.height < 1 << 31
    else { return nil }
    bitsPerPixel = channels * depth
  }

  /// The size of the decompressed image data in bytes: each row of each pass, with its filter type byte. The
  /// image size must have been checked against the limits before.
  var unpacked: Int {
    passes.reduce(0) { sum, pass in
      let columns = (size.width - pass.x + pass.stepX - 1) / pass.stepX
      let rows = (size.height - pass.y + pass.stepY - 1) / pass.stepY
      return columns > 0 && rows > 0 ? sum + rows * (1 + (columns * bitsPerPixel + 7) / 8) : sum
    }
  }

  /// Origin and step of each pass of Adam7 interlacing (section 8.2).
  private var passes: [(x: Int, y: Int, stepX: Int, stepY: Int)] {
    guard isInterlaced else { return [(0, 0, 1, 1)] }
    return [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ]
  }
}
