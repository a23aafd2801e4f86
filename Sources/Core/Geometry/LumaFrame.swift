/// The luma plane of a displayed frame, usually scaled down: upright, one byte per pixel, rows without
/// padding.
public struct LumaFrame: Hashable, Sendable {
  public let width: Int
  public let height: Int
  /// `width * height` values, row by row from the top left.
  public let bytes: [UInt8]

  /// Returns nil unless there are `width * height` bytes.
  public init?(width: Int, height: Int, bytes: [UInt8]) {
    guard width > 0, height > 0, bytes.count == width * height else { return nil }
    self.width = width
    self.height = height
    self.bytes = bytes
  }
}
