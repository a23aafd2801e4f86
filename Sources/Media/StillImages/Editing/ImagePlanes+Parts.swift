import Geometry

extension ImagePlanes {
  /// A copy of what the planes have of a part of the image, the opacity included.
  struct Part {
    fileprivate let rect: PixelRect
    /// By planes, row by row.
    fileprivate let values: [[UInt8]]
  }

  /// A copy of a part, as far as it is inside the image; nil if it is outside.
  func part(_ rect: PixelRect) -> Part? {
    let rect = rect.intersection(PixelRect(x: 0, y: 0, width: size.width, height: size.height))
    guard !rect.isEmpty else { return nil }
    return Part(rect: rect, values: all.map { Array($0.rows(of: rect).joined()) })
  }

  /// Puts a part of planes of the same layout in its place.
  func replace(_ part: Part) {
    for (plane, values) in zip(all, part.values) {
      var rest = values[...]
      for row in plane.rows(of: part.rect) {
        row.copyBytes(from: rest.prefix(row.count))
        rest = rest.dropFirst(row.count)
      }
    }
  }

  private var all: [MutablePlane] { planes + [opacity].compactMap(\.self) }
}

extension MutablePlane {
  /// The rows of what belongs to a part of the image.
  fileprivate func rows(of part: PixelRect) -> [UnsafeMutableRawBufferPointer] {
    let (rect, bytes) = (layout.rect(of: part), layout.channels * layout.bytesPerValue)
    return (rect.y..<rect.maxY).map {
      UnsafeMutableRawBufferPointer(start: base + $0 * stride + rect.x * bytes, count: rect.width * bytes)
    }
  }
}
