/// A plane of a mapped frame, for reading. It does not own its memory: it is valid only inside the closure to
/// which it is passed.
@unsafe
public struct Plane {
  public let layout: PlaneLayout
  /// The address of the first value of the first row.
  public let base: UnsafeRawPointer
  /// The bytes from one row to the next; larger than a row's size if rows are padded.
  public let stride: Int

  public init(layout: PlaneLayout, base: UnsafeRawPointer, stride: Int) {
    unsafe self.layout = layout
    unsafe self.base = base
    unsafe self.stride = stride
  }
}

/// The planes of a mapped frame, for reading; valid only inside the closure to which they are passed.
@unsafe
public struct MappedFrame {
  /// The planes in order, luma first.
  public let planes: [Plane]
  /// The coded size.
  public let size: FrameSize
  public let colour: Colorimetry

  public init(planes: [Plane], size: FrameSize, colour: Colorimetry) {
    unsafe self.planes = planes
    unsafe self.size = size
    unsafe self.colour = colour
  }
}

/// A plane of a mapped frame, for writing. It does not own its memory: it is valid only inside the closure to
/// which it is passed.
@unsafe
public struct MutablePlane {
  public let layout: PlaneLayout
  /// The address of the first value of the first row.
  public let base: UnsafeMutableRawPointer
  /// The bytes from one row to the next; larger than a row's size if rows are padded.
  public let stride: Int

  public init(layout: PlaneLayout, base: UnsafeMutableRawPointer, stride: Int) {
    unsafe self.layout = layout
    unsafe self.base = base
    unsafe self.stride = stride
  }
}
