import Geometry

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
