public import Geometry

/// A displayed frame or a part of it, scaled down, upright, in RGB: the input of a detector.
public struct ColourFrame: Hashable, Sendable {
  public let size: FrameSize
  /// All red values in 8 bits, row by row, then all green, then all blue: planar (CHW), as a network's input.
  public let bytes: [UInt8]

  /// `bytes` has three values per pixel.
  public init(size: FrameSize, bytes: [UInt8]) {
    precondition(bytes.count == 3 * size.width * size.height)
    self.size = size
    self.bytes = bytes
  }

  /// Scales a part of a frame to `size`; the aspect ratio is not kept.
  ///
  /// Each plane is first reduced by area averaging, then the small planes are rotated and converted: no
  /// conversion runs at full size.
  ///
  /// - Parameter region: the part, as a rectangle inside the coded frame.
  public init(
    of frame: MappedFrame, region: PixelRect, orientation: Orientation, size: FrameSize
  ) throws {
    self.size = size
    let coded = size.displayed(orientation)
    let walk = OrientationStrides(coded, orientation)
    let planes = try frame.planes.map { try $0.reduced(region, to: coded) }
    let conversion = ColourConversion(frame.colour)
    let count = size.width * size.height
    bytes = [UInt8](unsafeUninitializedCapacity: 3 * count) { buffer, filled in
      let differences = Differences(planes, isCrFirst: frame.colour.isCrFirst)
      var target = 0
      for y in 0..<size.height {
        var source = walk.start + y * walk.stepY
        for _ in 0..<size.width {
          let (blue, red) = differences[source]
          let colour = conversion.colour(luma: Int32(planes[0][source]), blue: blue, red: red)
          buffer[target] = colour.red
          buffer[target + count] = colour.green
          buffer[target + 2 * count] = colour.blue
          source += walk.stepX
          target += 1
        }
      }
      filled = 3 * count
    }
  }
}

/// The chroma of reduced planes, in any layout; 128 if there is none.
private struct Differences {
  private let blue: [UInt8]
  private let red: [UInt8]
  private let step: Int
  private let blueOffset: Int
  private let redOffset: Int

  init(_ planes: [[UInt8]], isCrFirst: Bool) {
    switch planes.count {
    case 1:
      (blue, red) = ([128], [128])
      (step, blueOffset, redOffset) = (0, 0, 0)
    case 2:
      (blue, red) = (planes[1], planes[1])
      (step, blueOffset, redOffset) = (2, isCrFirst ? 1 : 0, isCrFirst ? 0 : 1)
    default:
      (blue, red) = isCrFirst ? (planes[2], planes[1]) : (planes[1], planes[2])
      (step, blueOffset, redOffset) = (1, 0, 0)
    }
  }

  subscript(pixel: Int) -> (blue: Int32, red: Int32) {
    (Int32(blue[pixel * step + blueOffset]), Int32(red[pixel * step + redOffset]))
  }
}

/// Conversion from 8-bit Y'CbCr to RGB in 16.16 fixed point (ITU-T H.273, equations 38 to 43 and their
/// inverse).
struct ColourConversion {
  private let lumaScale: Int32
  private let lumaZero: Int32
  private let redFromRed: Int32
  private let greenFromBlue: Int32
  private let greenFromRed: Int32
  private let blueFromBlue: Int32

  init(_ coding: Colorimetry) {
    let fixed = { (value: Double) in Int32((value * 65536).rounded()) }
    let (red, blue) = (coding.redWeight, coding.blueWeight)
    let green = 1 - red - blue
    let chroma = coding.isFullRange ? 1 : 255.0 / 224
    lumaScale = fixed(coding.isFullRange ? 1 : 255.0 / 219)
    lumaZero = coding.isFullRange ? 0 : 16
    redFromRed = fixed(2 * (1 - red) * chroma)
    blueFromBlue = fixed(2 * (1 - blue) * chroma)
    greenFromRed = fixed(2 * red * (1 - red) / green * chroma)
    greenFromBlue = fixed(2 * blue * (1 - blue) / green * chroma)
  }

  @inline(__always)
  func colour(luma: Int32, blue: Int32, red: Int32) -> (red: UInt8, green: UInt8, blue: UInt8) {
    let base = (luma &- lumaZero) &* lumaScale &+ 32768
    let (blue, red) = (blue &- 128, red &- 128)
    return (
      Self.clamped(base &+ red &* redFromRed),
      Self.clamped(base &- blue &* greenFromBlue &- red &* greenFromRed),
      Self.clamped(base &+ blue &* blueFromBlue)
    )
  }

  @inline(__always)
  private static func clamped(_ value: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: max(0, min(255, value >> 16)))
  }
}
