/// The memory layout of one plane of a planar or semi-planar Y'CbCr frame.
public struct PlaneLayout: Hashable, Sendable {
  public enum Role: Sendable {
    case luma
    /// Cb, Cr, or both interleaved.
    case chroma
  }

  public var role: Role
  /// The values per sample position: 1, or 2 if Cb and Cr are interleaved.
  public var channels: Int
  /// The bytes per value: 1, or 2 in little-endian order.
  public var bytesPerValue: Int
  /// The significant bits per value, 8...16.
  public var depth: Int
  /// The position of the least significant bit in the value (6 in P010).
  public var shift: Int
  /// Horizontal subsampling: the plane has `1 << widthShift` times fewer columns than the frame, rounded up.
  public var widthShift: Int
  /// Vertical subsampling: the plane has `1 << heightShift` times fewer rows than the frame, rounded up.
  public var heightShift: Int
  /// The stored value of black in luma, or of neutral chroma.
  public var blank: UInt16

  public init(
    role: Role, channels: Int, bytesPerValue: Int, depth: Int, shift: Int, widthShift: Int, heightShift: Int,
    isFullRange: Bool
  ) {
    self.role = role
    self.channels = channels
    self.bytesPerValue = bytesPerValue
    self.depth = depth
    self.shift = shift
    self.widthShift = widthShift
    self.heightShift = heightShift
    let blank8: UInt16 = role == .chroma ? 128 : (isFullRange ? 0 : 16)
    blank = blank8 << UInt16(depth - 8 + shift)
  }

  /// The part of the plane that covers a rectangle of the frame, rounded outward.
  public func rect(of frameRect: PixelRect) -> PixelRect {
    let x = frameRect.x >> widthShift
    let y = frameRect.y >> heightShift
    return PixelRect(
      x: x, y: y, width: Self.up(frameRect.maxX, widthShift) - x,
      height: Self.up(frameRect.maxY, heightShift) - y
    )
  }

  private static func up(_ value: Int, _ shift: Int) -> Int { (value + (1 << shift) - 1) >> shift }
}
