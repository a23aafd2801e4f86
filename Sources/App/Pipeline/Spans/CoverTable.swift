import Core
import Geometry
public import Redaction

/// The masks of all frames of a video, in display order, as bytes that are equal for equal masks.
///
/// A frame is the number of its masks (4 bytes), and for each mask left, top, width, height and the two semi-axes of its
/// corners (IEEE 754, 8 bytes each), the number of its face or -1 (8 bytes), and whether one colour hides it (1 byte); all
/// numbers little-endian. Boxes are in ratios of the displayed frame.
public struct CoverTable: Sendable {
  public private(set) var bytes: [UInt8] = []
  /// Where each frame begins.
  private var places: [Int] = []

  public init() {}

  /// The number of frames.
  public var count: Int { places.count }

  /// Adds the next frame.
  public mutating func add(_ masks: [MaskBox]) {
    places.append(bytes.count)
    append(UInt32(masks.count))
    for mask in masks {
      let (box, radii) = (mask.box, mask.cornerRadii)
      for number in [box.left, box.top, box.width, box.height, radii.x, radii.y] {
        append(number.bitPattern)
      }
      append(Int64(mask.face ?? -1))
      bytes.append(mask.isSolid ? 1 : 0)
    }
  }

  /// The places of the bytes of some frames.
  public func range(of frames: Range<Int>) -> Range<Int> {
    func place(_ frame: Int) -> Int { frame < places.count ? places[frame] : bytes.count }
    return place(frames.lowerBound)..<place(frames.upperBound)
  }

  private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  /// The masks of frames, from their bytes; nil if these are not whole frames.
  public static func masks(_ bytes: [UInt8]) -> [[MaskBox]]? {
    var (frames, place) = ([[MaskBox]](), 0)
    func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
      let size = Number.bitWidth / 8
      guard bytes.count - place >= size else { return nil }
      defer { place += size }
      return bytes[place..<place + size].reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }
    while place < bytes.count {
      guard let count = number(UInt32.self), Int(count) <= (bytes.count - place) / 57 else { return nil }
      var masks: [MaskBox] = []
      for _ in 0..<count {
        let values = (0..<6).compactMap { _ in number(UInt64.self).map(Double.init(bitPattern:)) }
        guard values.count == 6, let face = number(Int64.self), let isSolid = number(UInt8.self) else {
          return nil
        }
        masks.append(
          MaskBox(
            Box(left: values[0], top: values[1], width: values[2], height: values[3]),
            cornerRadii: SIMD2(values[4], values[5]), face: face < 0 ? nil : Int(face), isSolid: isSolid != 0)
        )
      }
      frames.append(masks)
    }
    return frames
  }
}
