/// A plane of a mapped frame, for reading. It does not own its memory: it is valid only inside the closure to
/// which it is passed.
@unsafe
public struct Plane {
  public let layout: PlaneLayout
  /// The address of the first value of the first row.
  public let base: UnsafeRawPointer
  /// The bytes from one row to the next; larger than a row's size if rows are padded.
  public let stride: Int

  public init(layout: PlaneLayout, base: UnsafeRawPointer, stride: Int) {
    unsafe self.layout = layout
    unsafe self.base = base
    unsafe self.stride = stride
  }
}

/// The planes of a mapped frame, for reading; valid only inside the closure to which they are passed.
@unsafe
public struct MappedFrame {
  /// The planes in order, luma first.
  public let planes: [Plane]
  /// The coded size.
  public let size: FrameSize
  public let colour: Colorimetry

  public init(planes: [Plane], size: FrameSize, colour: Colorimetry) {
    unsafe self.planes = planes
    unsafe self.size = size
    unsafe self.colour = colour
  }
}

/// A plane of a mapped frame, for writing. It does not own its memory: it is valid only inside the closure to
/// which it is passed.
@unsafe
public struct MutablePlane {
  public let layout: PlaneLayout
  /// The address of the first value of the first row.
  public let base: UnsafeMutableRawPointer
  /// The bytes from one row to the next; larger than a row's size if rows are padded.
  public let stride: Int

  public init(layout: PlaneLayout, base: UnsafeMutableRawPointer, stride: Int) {
    unsafe self.layout = layout
    unsafe self.base = base
    unsafe self.stride = stride
  }
}

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
  /// Whether values use the full range, not 16...235 and 16...240 (in 8 bits).
  public var isFullRange: Bool

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
    self.isFullRange = isFullRange
  }

  /// The stored value of a component: luma in 0...1, chroma in -0.5...0.5 (ITU-T H.273, equations 20 to 37).
  public func stored(_ component: Double) -> Double {
    let step = Double(1 << (depth - 8))
    let value: Double
    switch (role, isFullRange) {
    case (.luma, true): value = component * Double(1 << depth - 1)
    case (.luma, false): value = (16 + 219 * component) * step
    case (.chroma, true): value = component * Double(1 << depth - 1) + 128 * step
    case (.chroma, false): value = (128 + 224 * component) * step
    }
    return max(0, min(Double(1 << depth - 1), value)) * Double(1 << shift)
  }

  /// The stored value of middle grey in luma, or of neutral chroma.
  public var grey: UInt16 { UInt16(stored(role == .luma ? 0.5 : 0).rounded(.down)) }

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

/// The interpretation of Y'CbCr values (ITU-T H.273, table 4).
public struct Colorimetry: Hashable, Sendable {
  /// The weight of red in luma: K_R.
  public var redWeight: Double
  /// The weight of blue in luma: K_B.
  public var blueWeight: Double
  /// Whether values use the full range 0...255 (in 8 bits), not 16...235 and 16...240.
  public var isFullRange: Bool
  /// Whether Cr is stored before Cb, as in YV12 and NV21.
  public var isCrFirst: Bool
  /// The signal of diffuse white: 1, and 0.75 with HLG, 0.58 with PQ (ITU-R BT.2408, table 1).
  public var referenceWhite = 1.0

  /// The default weights are those of ITU-R BT.709.
  public init(
    redWeight: Double = 0.2126, blueWeight: Double = 0.0722, isFullRange: Bool = false,
    isCrFirst: Bool = false
  ) {
    self.redWeight = redWeight
    self.blueWeight = blueWeight
    self.isFullRange = isFullRange
    self.isCrFirst = isCrFirst
  }
}
