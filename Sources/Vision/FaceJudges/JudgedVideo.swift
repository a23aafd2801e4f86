public import Geometry

/// What a judge needs to know of the video whose frames it looks at.
public struct JudgedVideo: Sendable {
  /// How the frames are stored and displayed.
  let geometry: FrameGeometry

  public init(_ geometry: FrameGeometry) {
    self.geometry = geometry
  }

  /// The size of the coded frames.
  public var size: FrameSize { geometry.size }
  public var orientation: Orientation { geometry.orientation }
  /// The size of the displayed frames.
  var displayed: FrameSize { geometry.displaySize }

  /// The rectangle of the coded frame that a part of the displayed frame covers, with even corners, so that it starts
  /// at a complete chroma sample; and that rectangle in ratios of the displayed frame.
  func region(of part: Box) -> (coded: PixelRect, displayed: Box)? {
    guard let rect = size.pixels(of: orientation.coded(part)) else { return nil }
    let (x, y) = (rect.x / 2 * 2, rect.y / 2 * 2)
    let even = PixelRect(x: x, y: y, width: rect.maxX - x, height: rect.maxY - y)
    let (width, height) = (Double(size.width), Double(size.height))
    let box = Box(
      left: Double(even.x) / width, top: Double(even.y) / height, width: Double(even.width) / width,
      height: Double(even.height) / height)
    return (even, orientation.displayed(box))
  }
}
