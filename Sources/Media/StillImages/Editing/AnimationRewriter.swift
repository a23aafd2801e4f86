import Geometry

/// Writes the frames of an edited animation again, so that each is displayed as its canvas is.
///
/// A frame that is not edited, and before which the written canvas is that of the source, is copied as it is. Another frame
/// becomes the rectangle in which the written canvas before it differs from what it shows, with all pixels replaced. So
/// what an edit hides appears again when the edit moves away, and nothing of the frame before shows through.
struct AnimationRewriter {
  let animation: EditedAnimation
  /// Whether frames can be copied: the written frames have the pixel format of the source.
  var copies = true
  /// Columns and rows of rectangles are multiples of it.
  var alignment = 1

  /// Pixels to be written.
  struct Region {
    let rect: PixelRect
    let pixels: PixelBuffer
    /// The same pixels before the edit, which readers must see exactly where they are equal.
    let source: PixelBuffer
  }

  /// Calls, for each frame in order, one of the closures.
  ///
  /// - Parameter encode: writes a region, which stays on the canvas, and returns its pixels as readers see them.
  func write(copy: (Int) throws -> Void, encode: (Int, Region) throws -> PixelBuffer) throws {
    // The written canvas before the frame, while it differs from the source's.
    var written: PixelBuffer?
    for index in animation.layouts.indices {
      let source = try animation.source(index)
      if copies {
        if try isSame(written, before: index, as: source) { written = nil }
        if written == nil, !animation.isEdited(index) {
          try copy(index)
          continue
        }
      }
      let blank = { PixelBuffer(blank: source.size, channels: source.channels, depth: source.depth) }
      let desired = try animation.edited(index)
      let isFirst = index == 0
      var canvas = isFirst ? desired : try written ?? animation.base(index) ?? blank()
      let rect = isFirst ? desired.bounds : aligned(desired.difference(from: canvas), in: desired.bounds)
      let region = Region(rect: rect, pixels: desired.part(rect), source: source.part(rect))
      canvas.replace(rect, with: try encode(index, region).hidden(as: region.pixels))
      written = canvas
    }
  }

  private func isSame(_ written: PixelBuffer?, before index: Int, as source: PixelBuffer) throws -> Bool {
    guard let written, index > 0 else { return false }
    let base = try animation.base(index)
    return written.difference(
      from: base ?? PixelBuffer(blank: source.size, channels: source.channels, depth: source.depth)) == nil
  }

  /// A frame that changes nothing still needs a pixel.
  private func aligned(_ rect: PixelRect?, in bounds: PixelRect) -> PixelRect {
    let rect = rect ?? PixelRect(x: 0, y: 0, width: 1, height: 1)
    let (x, y) = (rect.x / alignment * alignment, rect.y / alignment * alignment)
    return PixelRect(x: x, y: y, width: rect.maxX - x, height: rect.maxY - y).intersection(bounds)
  }
}

extension PixelBuffer {
  /// With the other's colours below full transparency, where both have that: a format with one transparent colour does not
  /// keep the others, and readers do not see them.
  func hidden(as other: PixelBuffer) -> PixelBuffer {
    guard channels % 2 == 0, bytes != other.bytes else { return self }
    let width = depth > 8 ? 2 : 1
    var merged = self
    let isClear = { (bytes: [UInt8], end: Int) in (1...width).allSatisfy { bytes[end - $0] == 0 } }
    for place in stride(from: 0, to: bytes.count, by: bytesPerPixel) {
      let end = place + bytesPerPixel
      guard isClear(bytes, end), isClear(other.bytes, end) else { continue }
      for byte in place..<end { merged.bytes[byte] = other.bytes[byte] }
    }
    return merged
  }
}
