/// The size of a frame in pixels, and the conversion of ratios to pixels.
public struct FrameSize: Hashable, Sendable {
  public var width: Int
  public var height: Int

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// The pixels that a box touches, clipped to the frame; nil if it touches none.
  ///
  /// Edges are rounded outward: a pixel that the box covers in part is included. A box thinner than a pixel
  /// includes the pixel in which it lies.
  public func pixels(of box: Box) -> PixelRect? {
    guard box.left < 1, box.top < 1, box.right > 0, box.bottom > 0 else { return nil }
    let (left, top) = (max(0, box.left), max(0, box.top))
    let inside = Box(left: left, top: top, width: min(1, box.right) - left, height: min(1, box.bottom) - top)
    let pixels = rect(of: inside).intersection(PixelRect(x: 0, y: 0, width: width, height: height))
    return pixels.isEmpty ? nil : pixels
  }

  /// The pixels that a box touches, not clipped to the frame, of which there is at least one.
  public func rect(of box: Box) -> PixelRect {
    func span(_ low: Double, _ high: Double, _ extent: Int) -> (first: Int, count: Int) {
      // The tolerance keeps 0.5 * 640, computed in ratios, from becoming 320.0000000001.
      let first = Int((low * Double(extent) + 1e-6).rounded(.down))
      return (first, max(1, Int((high * Double(extent) - 1e-6).rounded(.up)) - first))
    }
    let (columns, rows) = (span(box.left, box.right, width), span(box.top, box.bottom, height))
    return PixelRect(x: columns.first, y: rows.first, width: columns.count, height: rows.count)
  }

  /// The size after applying an orientation.
  public func displayed(_ orientation: Orientation) -> FrameSize {
    orientation.swapsAxes ? FrameSize(width: height, height: width) : self
  }
}

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

/// A rectangle in whole pixels.
public struct PixelRect: Hashable, Sendable {
  /// The first column.
  public var x: Int
  /// The first row.
  public var y: Int
  /// The number of columns; never negative.
  public var width: Int
  /// The number of rows; never negative.
  public var height: Int

  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The column after the last.
  public var maxX: Int { x + width }
  /// The row after the last.
  public var maxY: Int { y + height }
  public var isEmpty: Bool { width <= 0 || height <= 0 }

  /// The intersection, possibly empty.
  public func intersection(_ other: PixelRect) -> PixelRect {
    let x = max(x, other.x)
    let y = max(y, other.y)
    return PixelRect(
      x: x, y: y, width: max(0, min(maxX, other.maxX) - x), height: max(0, min(maxY, other.maxY) - y))
  }

  /// The smallest rectangle that contains both; an empty one is ignored.
  public func union(_ other: PixelRect) -> PixelRect {
    guard !isEmpty, !other.isEmpty else { return isEmpty ? other : self }
    let (x, y) = (min(x, other.x), min(y, other.y))
    return PixelRect(x: x, y: y, width: max(maxX, other.maxX) - x, height: max(maxY, other.maxY) - y)
  }

  /// The rectangle grown by whole pixels: `dx` on the left and right, `dy` on the top and bottom.
  public func grown(dx: Int, dy: Int) -> PixelRect {
    PixelRect(x: x - dx, y: y - dy, width: width + 2 * dx, height: height + 2 * dy)
  }
}
