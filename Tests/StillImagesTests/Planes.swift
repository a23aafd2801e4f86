import Geometry
import StillImages

extension ImagePlanes {
  /// Fills a part of the image with a luma of 0...1, without colour.
  ///
  /// - Parameter opacity: 0...1, if the image has one.
  func fill(_ part: PixelRect, luma: Double, opacity: Double = 1) {
    fill(part, with: [luma, 0, 0], opacity: opacity)
  }

  /// Fills a part of the image.
  ///
  /// - Parameters:
  ///   - colour: the luma, 0...1, and the two chroma values, -0.5...0.5.
  ///   - opacity: 0...1, if the image has one.
  ///   - shade: added to each stored value, by its row and column.
  func fill(
    _ part: PixelRect, with colour: [Double], opacity: Double = 1, shade: (Int, Int) -> Double = { _, _ in 0 }
  ) {
    for (plane, value) in zip(planes, colour) {
      plane.fill(part) { plane.layout.stored(value) + shade($0, $1) }
    }
    if let plane = self.opacity { plane.fill(part) { _, _ in plane.layout.stored(opacity) } }
  }
}

extension MutablePlane {
  /// Fills what belongs to a part of the image, up to the greatest value that the plane can have.
  fileprivate func fill(_ part: PixelRect, with value: (_ row: Int, _ column: Int) -> Double) {
    let rect = layout.rect(of: part)
    let most = Double(1 << layout.depth - 1)
    for row in rect.y..<rect.maxY {
      for column in rect.x..<rect.maxX {
        let stored = min(most, value(row, column)).rounded()
        let offset = row * stride + column * layout.bytesPerValue
        if layout.bytesPerValue == 1 {
          base.storeBytes(of: UInt8(stored), toByteOffset: offset, as: UInt8.self)
        } else {
          base.storeBytes(of: UInt16(stored), toByteOffset: offset, as: UInt16.self)
        }
      }
    }
  }
}

extension MappedFrame {
  /// The values of all planes of 8 bits, without padding.
  var values: [UInt8] {
    planes.flatMap { plane in
      let rect = plane.layout.rect(of: PixelRect(x: 0, y: 0, width: size.width, height: size.height))
      return (0..<rect.height).flatMap { row in
        (0..<rect.width).map { plane.base.load(fromByteOffset: row * plane.stride + $0, as: UInt8.self) }
      }
    }
  }
}
