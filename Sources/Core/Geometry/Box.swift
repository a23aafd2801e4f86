/// An axis-aligned rectangle in ratios of the displayed frame: 0 is its left or top edge, 1 its right or
/// bottom edge. It may extend past the frame, as Rekognition's `BoundingBox` does.
public struct Box: Hashable, Sendable {
  /// As a ratio of the frame's width.
  public var left: Double
  /// As a ratio of the frame's height.
  public var top: Double
  /// As a ratio of the frame's width; never negative.
  public var width: Double
  /// As a ratio of the frame's height; never negative.
  public var height: Double

  public init(left: Double, top: Double, width: Double, height: Double) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
  }

  public init(centerX: Double, centerY: Double, width: Double, height: Double) {
    self.init(left: centerX - width / 2, top: centerY - height / 2, width: width, height: height)
  }

  /// The whole frame.
  public static let picture = Box(left: 0, top: 0, width: 1, height: 1)

  public var right: Double { left + width }
  public var bottom: Double { top + height }
  public var centerX: Double { left + width / 2 }
  public var centerY: Double { top + height / 2 }
  public var center: SIMD2<Double> { SIMD2(centerX, centerY) }
  /// As a ratio of the frame's area.
  public var area: Double { width * height }

  /// The intersection; nil if the boxes do not overlap.
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

  public func contains(_ other: Box) -> Bool {
    left <= other.left && top <= other.top && right >= other.right && bottom >= other.bottom
  }

  /// The part inside the frame; nil if the box is outside.
  public func clipped() -> Box? { intersection(.picture) }
}
