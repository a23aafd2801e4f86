/// An axis-aligned rectangle in ratios of the displayed picture: 0 is its left or top edge, 1 its right or
/// bottom edge. It may reach past the picture, as Rekognition's `BoundingBox` does.
public struct Box: Hashable, Sendable {
  /// The left edge, as a ratio of the picture's width.
  public var left: Double
  /// The top edge, as a ratio of the picture's height.
  public var top: Double
  /// The width, as a ratio of the picture's width; never negative.
  public var width: Double
  /// The height, as a ratio of the picture's height; never negative.
  public var height: Double

  /// Makes a box from its corner and size.
  public init(left: Double, top: Double, width: Double, height: Double) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
  }

  /// Makes a box from its centre and size.
  public init(centerX: Double, centerY: Double, width: Double, height: Double) {
    self.init(left: centerX - width / 2, top: centerY - height / 2, width: width, height: height)
  }

  /// The whole picture.
  public static let picture = Box(left: 0, top: 0, width: 1, height: 1)

  /// The right edge.
  public var right: Double { left + width }
  /// The bottom edge.
  public var bottom: Double { top + height }
  /// The horizontal centre.
  public var centerX: Double { left + width / 2 }
  /// The vertical centre.
  public var centerY: Double { top + height / 2 }
  /// The centre.
  public var center: SIMD2<Double> { SIMD2(centerX, centerY) }
  /// The area, as a ratio of the picture's.
  public var area: Double { width * height }

  /// The common part of two boxes, or nil when they do not overlap.
  public func intersection(_ other: Box) -> Box? {
    let left = max(left, other.left)
    let top = max(top, other.top)
    let width = min(right, other.right) - left
    let height = min(bottom, other.bottom) - top
    guard width > 0, height > 0 else { return nil }
    return Box(left: left, top: top, width: width, height: height)
  }

  /// The smallest box that contains both.
  public func union(_ other: Box) -> Box {
    let left = min(left, other.left)
    let top = min(top, other.top)
    return Box(
      left: left, top: top, width: max(right, other.right) - left, height: max(bottom, other.bottom) - top)
  }

  /// Intersection over union, 0...1.
  public func iou(_ other: Box) -> Double {
    let common = intersection(other)?.area ?? 0
    let whole = area + other.area - common
    return whole > 0 ? common / whole : 0
  }

  /// The box grown on each side by a ratio of its own width (left and right) and height (top and bottom).
  public func grown(by ratio: Double) -> Box {
    Box(centerX: centerX, centerY: centerY, width: width * (1 + 2 * ratio), height: height * (1 + 2 * ratio))
  }

  /// Whether all of another box lies inside this one.
  public func contains(_ other: Box) -> Bool {
    left <= other.left && top <= other.top && right >= other.right && bottom >= other.bottom
  }

  /// The part inside the picture, or nil when the box lies outside.
  public func clipped() -> Box? { intersection(.picture) }
}
