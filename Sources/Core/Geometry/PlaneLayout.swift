/// How one plane of a planar or semi-planar Y'CbCr picture is laid out.
public struct PlaneLayout: Hashable, Sendable {
  /// What a plane holds.
  public enum Role: Sendable {
    /// Brightness.
    case luma
    /// One colour difference, or two interleaved ones.
    case chroma
  }

  /// What the plane holds.
  public var role: Role
  /// Values per sample position: 1, or 2 where Cb and Cr are interleaved.
  public var channels: Int
  /// Bytes per value: 1, or 2 in little-endian order.
  public var bytesPerValue: Int
  /// Significant bits per value, 8...16.
  public var depth: Int
  /// How far the significant bits are shifted up inside the value (6 in P010).
  public var shift: Int
  /// The plane has `1 << widthShift` times fewer columns than the picture, rounded up.
  public var widthShift: Int
  /// The plane has `1 << heightShift` times fewer rows than the picture, rounded up.
  public var heightShift: Int
  /// The value of black, or of no colour, in the stored form.
  public var blank: UInt16

  /// Makes a layout.
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

  /// The part of the plane that carries a rectangle of the picture, rounded outward.
  public func rect(of picture: PixelRect) -> PixelRect {
    let x = picture.x >> widthShift
    let y = picture.y >> heightShift
    return PixelRect(
      x: x, y: y, width: Self.up(picture.maxX, widthShift) - x, height: Self.up(picture.maxY, heightShift) - y
    )
  }

  private static func up(_ value: Int, _ shift: Int) -> Int { (value + (1 << shift) - 1) >> shift }
}
