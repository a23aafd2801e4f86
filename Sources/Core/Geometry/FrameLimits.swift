/// Limits of the size of frames and images that are decoded. A decoder allocates what a header requests, and
/// a header of a few hundred bytes may request gigabytes, so sizes are checked before anything is decoded.
public struct FrameLimits: Hashable, Sendable, CustomStringConvertible {
  /// The maximum width and height, in pixels.
  public var side: Int
  /// The maximum number of pixels.
  public var pixels: Int

  public init(side: Int, pixels: Int) {
    self.side = side
    self.pixels = pixels
  }

  /// For frames of a video: 16K (15360×8640), which is more than any level of H.264 and HEVC allows.
  public static let video = FrameLimits(side: 16_384, pixels: 1 << 27)
  /// For still images: Amazon Rekognition's 10,000 pixels per side, and the output of a camera with 64
  /// megapixels.
  public static let image = FrameLimits(side: 10_000, pixels: 1 << 26)

  /// Whether a frame or image of this size may be decoded. An empty one may not.
  public func allow(_ size: FrameSize) -> Bool { allow(width: size.width, height: size.height) }

  /// The same for the values of a header, which may be anything.
  public func allow(width: Int, height: Int) -> Bool {
    guard width > 0, height > 0, width <= side, height <= side else { return false }
    let (product, overflows) = width.multipliedReportingOverflow(by: height)
    return !overflows && product <= pixels
  }

  /// For messages: `16384 pixels a side and 134 megapixels`.
  public var description: String { "\(side) pixels a side and \(pixels / 1_000_000) megapixels" }
}
