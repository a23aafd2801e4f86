/// The brightness of a displayed picture, usually scaled down: upright, one byte a pixel, rows without padding.
public struct LumaFrame: Hashable, Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// `width * height` values, row by row from the top left.
  public let bytes: [UInt8]

  /// Makes a picture, or returns nil when the bytes are not `width * height`.
  public init?(width: Int, height: Int, bytes: [UInt8]) {
    guard width > 0, height > 0, bytes.count == width * height else { return nil }
    self.width = width
    self.height = height
    self.bytes = bytes
  }
}
