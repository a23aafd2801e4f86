/// A plane of a mapped picture, open for reading. It does not own its memory: it is valid only inside the
/// closure that lends it.
@unsafe
public struct Plane {
  /// How values are laid out.
  public let layout: PlaneLayout
  /// The first value of the first row.
  public let base: UnsafeRawPointer
  /// Bytes from one row to the next; more than the row's own bytes where rows are padded.
  public let stride: Int

  /// Makes a plane.
  public init(layout: PlaneLayout, base: UnsafeRawPointer, stride: Int) {
    unsafe self.layout = layout
    unsafe self.base = base
    unsafe self.stride = stride
  }
}

/// The planes of a picture, open for reading; valid only inside the closure that lends it.
@unsafe
public struct MappedFrame {
  /// The planes in order: luma first.
  public let planes: [Plane]
  /// Columns and rows as coded.
  public let size: FrameSize
  /// What the values mean.
  public let colour: Colorimetry

  /// Makes a picture of its planes.
  public init(planes: [Plane], size: FrameSize, colour: Colorimetry) {
    unsafe self.planes = planes
    unsafe self.size = size
    unsafe self.colour = colour
  }
}

/// A plane of a mapped picture, open for writing. It does not own its memory: it is valid only inside the
/// closure that lends it.
@unsafe
public struct MutablePlane {
  /// How values are laid out.
  public let layout: PlaneLayout
  /// The first value of the first row.
  public let base: UnsafeMutableRawPointer
  /// Bytes from one row to the next; more than the row's own bytes where rows are padded.
  public let stride: Int

  /// Makes a plane.
  public init(layout: PlaneLayout, base: UnsafeMutableRawPointer, stride: Int) {
    unsafe self.layout = layout
    unsafe self.base = base
    unsafe self.stride = stride
  }
}
