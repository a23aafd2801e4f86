/// How large a picture may be that is decoded here. Decoders reserve what a header asks for, and a header of some
/// hundred bytes may ask for gigabytes; so sizes are compared with these limits before anything is decoded.
public struct FrameLimits: Hashable, Sendable, CustomStringConvertible {
  /// The most columns, and the most rows.
  public var side: Int
  /// The most pixels.
  public var pixels: Int

  /// Sets limits.
  public init(side: Int, pixels: Int) {
    self.side = side
    self.pixels = pixels
  }

  /// A frame of a video: 16K (15360×8640), which is more than H.264 and HEVC have levels for.
  public static let video = FrameLimits(side: 16_384, pixels: 1 << 27)
  /// A still picture: Amazon Rekognition's 10,000 a side, and what a camera of 64 megapixels takes.
  public static let image = FrameLimits(side: 10_000, pixels: 1 << 26)

  /// Whether a picture of a size may be decoded. An empty one may not.
  public func allow(_ size: FrameSize) -> Bool { allow(width: size.width, height: size.height) }

  /// The same for numbers as they stand in a header, whatever they are.
  public func allow(width: Int, height: Int) -> Bool {
    guard width > 0, height > 0, width <= side, height <= side else { return false }
    let (product, overflows) = width.multipliedReportingOverflow(by: height)
    return !overflows && product <= pixels
  }

  /// In words: `16384 pixels a side and 134 megapixels`.
  public var description: String { "\(side) pixels a side and \(pixels / 1_000_000) megapixels" }
}
