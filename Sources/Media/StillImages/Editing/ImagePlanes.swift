public import Geometry
import Glibc

/// Planes in memory of their own, zeroed at first.
public final class ImagePlanes {
  public let size: FrameSize
  public let colour: Colorimetry
  /// Luma, and the chroma if there is any.
  public let planes: [MutablePlane]
  /// The opacity, laid out as luma in full range; nil for an opaque image.
  public let opacity: MutablePlane?

  /// - Parameter padding: the planes' rows and columns are multiples of it; what is beyond the image is not displayed.
  init(
    size: FrameSize, colour: Colorimetry, layouts: [PlaneLayout], hasOpacity: Bool = false, padding: Int = 1
  ) {
    (self.size, self.colour) = (size, colour)
    let opaque = PlaneLayout(
      role: .luma, channels: 1, bytesPerValue: layouts[0].bytesPerValue, depth: layouts[0].depth, shift: 0,
      widthShift: 0, heightShift: 0, isFullRange: true)
    let planes = (layouts + (hasOpacity ? [opaque] : [])).map { layout in
      let part = layout.rect(of: PixelRect(x: 0, y: 0, width: size.width, height: size.height))
      let up = { (count: Int) in (count + padding - 1) / padding * padding }
      let stride = up(part.width) * layout.channels * layout.bytesPerValue
      let count = stride * up(part.height)
      // By calloc, memory that nothing is written to is not taken.
      guard let base = calloc(count, 1) else { preconditionFailure("no memory for \(count) bytes") }
      return MutablePlane(layout: layout, base: base, stride: stride)
    }
    opacity = hasOpacity ? planes.last : nil
    self.planes = hasOpacity ? planes.dropLast() : planes
  }

  deinit {
    for plane in planes + [opacity].compactMap(\.self) { free(plane.base) }
  }

  /// Calls `body` with the planes for reading, which are valid only inside it.
  public func read<Result>(_ body: (MappedFrame) throws -> Result) rethrows -> Result {
    // Nothing else may hold this object, whose memory `body` reads.
    try withExtendedLifetime(self) {
      try body(
        MappedFrame(
          planes: planes.map { Plane(layout: $0.layout, base: UnsafeRawPointer($0.base), stride: $0.stride) },
          size: size, colour: colour))
    }
  }
}
