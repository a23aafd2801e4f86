/// A picture's size in whole pixels, and the one place where ratios become pixels.
public struct FrameSize: Hashable, Sendable {
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// Makes a size.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// The pixels that a box touches, clipped to the picture; nil when it touches none.
  ///
  /// Edges are rounded outward: a pixel that the box covers in part is covered whole. A box thinner than a
  /// pixel still covers the pixel it lies in.
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

  /// The size after an orientation is applied.
  public func displayed(_ orientation: Orientation) -> FrameSize {
    orientation.swapsAxes ? FrameSize(width: height, height: width) : self
  }
}
