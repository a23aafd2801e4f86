public import Geometry

/// The brightness of a frame as displayed, upright and small: for what needs to see a frame but not its detail,
/// such as scene cuts and optical flow.
public struct SmallPicture: Hashable, Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Luma in 8 bits, as stored (16...235 unless the range is full), row after row without gaps.
  public let bytes: [UInt8]

  /// Makes a picture of its bytes, `width` times `height` of them.
  public init(width: Int, height: Int, bytes: [UInt8]) {
    precondition(bytes.count == width * height)
    self.width = width
    self.height = height
    self.bytes = bytes
  }

  /// Reduces a frame's luma by area to at most `maxWidth` columns as displayed; a frame that is no wider keeps
  /// its size. The shape of pixels is not corrected.
  public init(of picture: MappedPicture, orientation: Orientation, maxWidth: Int) throws {
    let displayed = picture.size.displayed(orientation)
    width = min(maxWidth, displayed.width)
    height = max(1, (displayed.height * width + displayed.width / 2) / displayed.width)
    let coded = PictureSize(width: width, height: height).displayed(orientation)
    let whole = PixelRect(x: 0, y: 0, width: picture.size.width, height: picture.size.height)
    let luma = try picture.planes[0].reduced(whole, to: coded)
    guard orientation != .identity else {
      bytes = luma
      return
    }
    let walk = UprightWalk(coded, orientation)
    let (width, height) = (width, height)
    bytes = [UInt8](unsafeUninitializedCapacity: luma.count) { buffer, filled in
      for y in 0..<height {
        for x in 0..<width { buffer[y * width + x] = luma[walk.start + x * walk.stepX + y * walk.stepY] }
      }
      filled = luma.count
    }
  }
}
