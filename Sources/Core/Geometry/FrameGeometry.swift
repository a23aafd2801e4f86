/// How frames are stored and displayed.
public struct FrameGeometry: Hashable, Sendable {
  /// The coded size in pixels.
  public var size: FrameSize
  public var orientation: Orientation
  /// The width of a coded pixel divided by its height.
  public var pixelAspect: Double

  public init(size: FrameSize, orientation: Orientation = .identity, pixelAspect: Double = 1) {
    (self.size, self.orientation, self.pixelAspect) = (size, orientation, pixelAspect)
  }

  /// The size as displayed, in pixels that need not be square.
  public var displaySize: FrameSize { size.displayed(orientation) }

  /// The displayed width of a pixel divided by its height.
  public var displayPixelAspect: Double { orientation.swapsAxes ? 1 / pixelAspect : pixelAspect }

  /// The displayed width divided by the displayed height.
  public var displayAspect: Double {
    Double(displaySize.width) / Double(displaySize.height) * displayPixelAspect
  }
}
