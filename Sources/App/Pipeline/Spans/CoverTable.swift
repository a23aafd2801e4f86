import Core
import Geometry
public import Redaction

/// The masks of all frames of a video, in display order, as bytes that are equal for equal masks.
///
/// A frame is the number of its masks (4 bytes), and for each mask left, top, width, height and the two semi-axes of its
/// corners (IEEE 754, 8 bytes each), the number of its face or -1 (8 bytes), and whether one colour hides it (1 byte); all
/// numbers little-endian. Boxes are in ratios of the displayed frame.
public struct CoverTable: Sendable {
  private var writer = LittleEndianWriter()
  /// Where each frame begins.
  private var places: [Int] = []

  public init() {}

  public var bytes: [UInt8] { writer.bytes }

  /// The number of frames.
  public var count: Int { places.count }

  /// Adds the next frame.
  public mutating func add(_ masks: [MaskBox]) {
    places.append(writer.bytes.count)
    writer.add(UInt32(masks.count))
    for mask in masks {
      let (box, radii) = (mask.box, mask.cornerRadii)
      for number in [box.left, box.top, box.width, box.height, radii.x, radii.y] { writer.add(number) }
      writer.add(Int64(mask.face ?? -1))
      writer.add(UInt8(mask.isSolid ? 1 : 0))
    }
  }

  /// The places of the bytes of some frames.
  public func range(of frames: Range<Int>) -> Range<Int> {
    func place(_ frame: Int) -> Int { frame < places.count ? places[frame] : writer.bytes.count }
    return place(frames.lowerBound)..<place(frames.upperBound)
  }

  /// The masks of frames, from their bytes; nil if these are not whole frames.
  public static func masks(_ bytes: [UInt8]) -> [[MaskBox]]? {
    var reader = LittleEndianReader(bytes)
    var frames: [[MaskBox]] = []
    do {
      while reader.remaining > 0 {
        let count = try reader.nextCount(ofAtLeast: maskSize)
        frames.append(try (0..<count).map { _ in try mask(&reader) })
      }
    } catch {
      return nil
    }
    return frames
  }

  private static func mask(_ reader: inout LittleEndianReader) throws(TruncatedBytes) -> MaskBox {
    let box = Box(
      left: try reader.nextDouble(), top: try reader.nextDouble(), width: try reader.nextDouble(),
      height: try reader.nextDouble())
    let radii = SIMD2(try reader.nextDouble(), try reader.nextDouble())
    let face = try reader.next(Int64.self)
    return MaskBox(
      box, cornerRadii: radii, face: face < 0 ? nil : Int(face), isSolid: try reader.next(UInt8.self) != 0)
  }

  /// The bytes of a mask.
  private static let maskSize = 57
}
