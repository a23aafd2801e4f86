import CGIF
import Geometry

/// Decompresses single images of a GIF file with giflib.
enum GIFDecoder {
  /// The palette index of each pixel, row by row from the top.
  ///
  /// - Throws: `StillImage.Refusal.damaged` if data is missing or invalid, or an index is not in the palette.
  static func indices(of frame: GIFFile.Frame, in file: GIFFile) throws -> [UInt8] {
    let (width, height) = (frame.rect.width, frame.rect.height)
    var source = Source(bytes: alone(frame, in: file))
    var indices = [UInt8](repeating: 0, count: width * height)
    let isWhole = withUnsafeMutablePointer(to: &source) { source in
      indices.withUnsafeMutableBufferPointer { decode(source, $0, width: width, rows(of: frame)) }
    }
    let count = (frame.palette ?? file.palette)?.colours.count ?? 0
    guard isWhole, indices.allSatisfy({ $0 < count }) else { throw StillImage.Refusal.damaged }
    return indices
  }

  /// The rows in the order in which they are stored (GIF89a, appendix E).
  static func rows(of frame: GIFFile.Frame) -> [Int] {
    guard frame.isInterlaced else { return Array(0..<frame.rect.height) }
    return [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { Array(stride(from: $0, to: frame.rect.height, by: $1)) }
  }

  /// A file with this image alone and the least of a header: giflib reads from the start only.
  private static func alone(_ frame: GIFFile.Frame, in file: GIFFile) -> [UInt8] {
    let number = { (value: Int) in [UInt8(value & 255), UInt8(value >> 8)] }
    let size = number(frame.rect.width) + number(frame.rect.height)
    return Array("GIF89a".utf8) + size + [0x00, 0, 0, 0x2C, 0, 0, 0, 0] + size + [0x00]
      + file.bytes[frame.data]
      + [0x3B]
  }

  private struct Source {
    let bytes: [UInt8]
    var place = 0

    mutating func read(_ target: UnsafeMutablePointer<UInt8>, _ wanted: Int) -> Int {
      let count = min(wanted, bytes.count - place)
      bytes.withUnsafeBufferPointer { bytes in
        if count > 0, let base = bytes.baseAddress { target.update(from: base + place, count: count) }
      }
      place += count
      return count
    }
  }

  private static func decode(
    _ source: UnsafeMutablePointer<Source>, _ indices: UnsafeMutableBufferPointer<UInt8>, width: Int,
    _ rows: [Int]
  ) -> Bool {
    let gif = DGifOpen(
      source,
      { gif, target, count in
        guard let target, let data = gif?.pointee.UserData else { return 0 }
        return Int32(data.assumingMemoryBound(to: Source.self).pointee.read(target, Int(count)))
      }, nil)
    guard let gif, let base = indices.baseAddress else { return false }
    defer { DGifCloseFile(gif, nil) }
    var kind = UNDEFINED_RECORD_TYPE
    guard DGifGetRecordType(gif, &kind) == GIF_OK, kind == IMAGE_DESC_RECORD_TYPE,
      DGifGetImageDesc(gif) == GIF_OK
    else { return false }
    return rows.allSatisfy { DGifGetLine(gif, base + $0 * width, Int32(width)) == GIF_OK }
  }
}
