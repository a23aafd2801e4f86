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
