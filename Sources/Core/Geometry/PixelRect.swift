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
