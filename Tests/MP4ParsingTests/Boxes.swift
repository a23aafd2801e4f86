import Geometry
@testable import MP4Parsing

/// Builds boxes for tests.
enum Boxes {
  /// The big-endian bytes of a number.
  static func number(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  static func box(_ type: String, _ payload: [UInt8]...) -> [UInt8] {
    let content = payload.flatMap { $0 }
    return number(UInt64(content.count + 8), 4) + Array(type.utf8) + content
  }

  /// A box with a 64-bit size.
  static func longBox(_ type: String, size: UInt64, _ payload: [UInt8] = []) -> [UInt8] {
    number(1, 4) + Array(type.utf8) + number(size, 8) + payload
  }

  static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  /// The display matrix without rotation.
  static let unity = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000].flatMap { number($0, 4) }

  static let ftyp = box("ftyp", Array("isom".utf8), number(512, 4), Array("isomiso2".utf8))

  static func mvhd(timescale: UInt64 = 1000, duration: UInt64 = 2000, version: UInt8 = 0) -> [UInt8] {
    let width = version == 1 ? 8 : 4
    return box(
      "mvhd", [version, 0, 0, 0], zeros(2 * width), number(timescale, 4), number(duration, width), zeros(80))
  }

  static func trak(
    id: UInt64 = 1, handler: String = "vide", timescale: UInt64 = 30_000, duration: UInt64 = 60_060,
    samples: UInt64 = 60,
    extra: [UInt8] = [], chunks: [UInt64] = [48, 1000]
  ) -> [UInt8] {
    let tkhd = box(
      "tkhd", [0, 0, 0, 3], zeros(8), number(id, 4), zeros(4), number(2000, 4), zeros(16), unity,
      number(640 << 16, 4), number(360 << 16, 4))
    let mdhd = box("mdhd", zeros(12), number(timescale, 4), number(duration, 4), zeros(4))
    let hdlr = box("hdlr", zeros(8), Array(handler.utf8), zeros(13))
    let stsz = box("stsz", zeros(8), number(samples, 4))
    let stco = box("stco", zeros(4), number(UInt64(chunks.count), 4), chunks.flatMap { number($0, 4) })
    return box("trak", tkhd, extra, box("mdia", mdhd, hdlr, box("minf", box("stbl", stsz, stco))))
  }

  /// An index with one video and one audio track.
  static let moov = box(
    "moov", mvhd(), trak(), trak(id: 2, handler: "soun", timescale: 48_000, duration: 97_024, samples: 95))

  /// Reads a sparse file: all bytes outside the pieces are zero.
  static func reader(_ pieces: [(offset: UInt64, bytes: [UInt8])], size: UInt64) -> MovieIndex.Reader {
    { offset, count in
      (0..<count).compactMap { index in
        let position = offset + UInt64(index)
        guard position < size else { return nil }
        for piece in pieces where position >= piece.offset && position - piece.offset < piece.bytes.count {
          return piece.bytes[Int(position - piece.offset)]
        }
        return 0
      }
    }
  }

  static func scan(_ bytes: [UInt8]) -> MovieScan {
    MovieScan.file(size: UInt64(bytes.count), read: reader([(0, bytes)], size: UInt64(bytes.count)))
  }
}
