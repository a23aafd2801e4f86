import Geometry

/// The fields that `mvhd`, `tkhd` and `mdhd` keep in version 0 with 32 bits and in version 1 with 64
/// (ISO/IEC 14496-12, sections 8.2.2, 8.3.2 and 8.4.2).
struct TimedHeader {
  enum Kind { case movie, track, media }

  private(set) var bytes: [UInt8]
  private let kind: Kind

  /// Takes a box's payload; nil when it is too short.
  init?(_ bytes: [UInt8], kind: Kind) {
    self.bytes = bytes
    self.kind = kind
    let least = kind == .track ? matrixPosition + 44 : durationPosition + width
    guard let version = bytes.first, version <= 1, bytes.count >= least else { return nil }
  }

  private var isLong: Bool { bytes.first == 1 }
  private var width: Int { isLong ? 8 : 4 }
  /// After version, flags, creation and modification time.
  private var afterTimes: Int { 4 + 2 * width }
  /// `tkhd` keeps its identity and a reserved word where the others keep their timescale.
  private var durationPosition: Int { afterTimes + (kind == .track ? 8 : 4) }
  /// After the duration: two reserved words, layer, group, volume and a reserved half-word.
  private var matrixPosition: Int { durationPosition + width + 16 }

  /// Ticks per second, in `mvhd` and `mdhd`.
  var timescale: UInt32 { bytes.uint32(at: afterTimes) ?? 0 }
  /// The track's identity, in `tkhd`.
  var trackID: UInt32 { bytes.uint32(at: afterTimes) ?? 0 }

  /// The duration in ticks; one that 32 bits cannot hold is written as the largest they can.
  var duration: UInt64 {
    get { bytes.number(at: durationPosition, count: width) ?? 0 }
    set {
      bytes.set(number: isLong ? newValue : min(newValue, 0xFFFF_FFFF), at: durationPosition, count: width)
    }
  }

  /// Writes a track's display matrix, in 16.16 fixed point (2.30 for the last column).
  mutating func setMatrix(_ orientation: Orientation) {
    let size = (0..<2).map { bytes.number(at: matrixPosition + 36 + 4 * $0, count: 4) ?? 0 }
    let (width, height) = (Int64(size[0] >> 16), Int64(size[1] >> 16))
    // Where the coded picture's x and y axes point, row vectors: (a, b) for x and (c, d) for y.
    var (a, b, c, d): (Int64, Int64, Int64, Int64) = (orientation.isFlipped ? -1 : 1, 0, 0, 1)
    // A quarter turn clockwise sends (x, y) to (-y, x).
    for _ in 0..<orientation.quarterTurns { (a, b, c, d) = (-b, a, -d, c) }
    // The translation brings the turned picture's corner back to the origin.
    let x = max(0, -a) * width + max(0, -c) * height
    let y = max(0, -b) * width + max(0, -d) * height
    for (index, value) in [a, b, 0, c, d, 0, x, y].enumerated() {
      let fixed = UInt32(truncatingIfNeeded: value << 16)
      bytes.set(number: UInt64(fixed), at: matrixPosition + 4 * index, count: 4)
    }
    bytes.set(number: 0x4000_0000, at: matrixPosition + 32, count: 4)
  }
}
