import CJPEG
import Geometry

/// A JPEG from marker to marker (ITU-T T.81, annex B), without decoding anything.
struct JPEGFile {
  /// The size in its frame header.
  let size: FrameSize
  /// The file up to the end of its first picture. Phones and cameras append more.
  let bytes: ArraySlice<UInt8>

  /// A progressive picture needs some ten scans. Each passes over all of the picture, however short it is.
  private static let mostScans = 100

  /// Nil where the file does not begin as a JPEG.
  init?(_ file: [UInt8]) throws(StillImage.Refusal) {
    guard file.starts(with: [0xFF, 0xD8, 0xFF]) else { return nil }
    var place = 2
    var (frame, scans) = (FrameSize?.none, 0)
    // Components of which no scan has come yet: what is left out is grey.
    var missing: Set<UInt8> = []
    while place + 1 < file.count, file[place] == 0xFF {
      let marker = file[place + 1]
      if marker == 0xFF {
        place += 1
        continue
      }
      if marker == 0xD9 {
        guard scans > 0, missing.isEmpty, let frame else { throw .damaged }
        (size, bytes) = (frame, file[..<(place + 2)])
        return
      }
      let segment = try Self.segment(file, at: place + 2)
      switch marker {
      case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        guard frame == nil, let size = Self.size(in: segment) else { throw .damaged }
        frame = size
        missing = Set(stride(from: 6, to: segment.count, by: 3).map { segment[segment.startIndex + $0] })
      case 0xDA:
        scans += 1
        guard frame != nil, scans <= Self.mostScans, let components = Self.components(in: segment) else {
          throw .damaged
        }
        missing.subtract(components)
      // These have no segment, and stand within data or before all.
      case 0x00, 0x01, 0xD0...0xD8: throw .damaged
      default: break
      }
      place = marker == 0xDA ? Self.endOfScan(file, from: segment.endIndex) : segment.endIndex
    }
    throw .damaged
  }

  /// What stands behind a marker, without its length.
  private static func segment(_ file: [UInt8], at place: Int) throws(StillImage.Refusal) -> ArraySlice<UInt8>
  {
    guard place + 1 < file.count else { throw .damaged }
    let length = Int(file[place]) << 8 + Int(file[place + 1])
    guard length >= 2, place + length <= file.count else { throw .damaged }
    return file[place + 2..<place + length]
  }

  /// The size in a frame header; nil where the header is none. A height of zero, which a later marker would replace,
  /// is what no decoder here reads.
  private static func size(in header: ArraySlice<UInt8>) -> FrameSize? {
    let header = Array(header)
    guard header.count >= 9, header.count == 6 + 3 * Int(header[5]) else { return nil }
    return FrameSize(
      width: Int(header[3]) << 8 + Int(header[4]), height: Int(header[1]) << 8 + Int(header[2]))
  }

  /// The components that a scan begins with, by its header; nil where the header is none.
  private static func components(in header: ArraySlice<UInt8>) -> [UInt8]? {
    let header = Array(header)
    guard let count = header.first, header.count == 4 + 2 * Int(count) else { return nil }
    // A progressive scan of finer detail begins none.
    guard header[1 + 2 * Int(count)] == 0 else { return [] }
    return stride(from: 1, to: 1 + 2 * Int(count), by: 2).map { header[$0] }
  }

  /// Where coded data ends: at a marker that is neither a stuffed byte, nor padding, nor a restart.
  private static func endOfScan(_ file: [UInt8], from start: Int) -> Int {
    var place = start
    while place + 1 < file.count {
      if file[place] == 0xFF, !(0xD0...0xD7).contains(file[place + 1]), ![0, 0xFF].contains(file[place + 1]) {
        return place
      }
      place += 1
    }
    return file.count
  }

  /// Whether all of its data is there. A progressive picture's coefficients are kept on the way, two bytes each.
  func isWhole(pixels: Int) -> Bool {
    bytes.withUnsafeBufferPointer { fv_jpeg_examine($0.baseAddress, $0.count, 8 * pixels) } == FV_JPEG_WHOLE
  }
}
