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
    func span(_ low: Double, _ high: Double, _ extent: Int) -> Range<Int>? {
      // The tolerance keeps 0.5 * 640, computed in ratios, from becoming 320.0000000001.
      let scale = Double(extent)
      let first = (max(0, min(1, low)) * scale + 1e-6).rounded(.down)
      let end = (max(0, min(1, high)) * scale - 1e-6).rounded(.up)
      guard high > 0, low < 1, first < scale else { return nil }
      return Int(first)..<max(Int(first) + 1, Int(end))
    }
    guard let columns = span(box.left, box.right, width), let rows = span(box.top, box.bottom, height) else {
      return nil
    }
    return PixelRect(x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
  }

  /// The size after applying an orientation.
  public func displayed(_ orientation: Orientation) -> FrameSize {
    orientation.swapsAxes ? FrameSize(width: height, height: width) : self
  }
}
