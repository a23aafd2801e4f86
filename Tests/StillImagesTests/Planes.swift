import Geometry
import StillImages

extension ImagePlanes {
  /// Fills a part of every plane, and of the opacity, with a value.
  func fill(_ part: PixelRect, with value: UInt8) {
    for plane in planes + [opacity].compactMap(\.self) {
      let rect = plane.layout.rect(of: part)
      for row in rect.y..<rect.maxY {
        for column in rect.x..<rect.maxX {
          let offset = row * plane.stride + column * plane.layout.bytesPerValue
          if plane.layout.bytesPerValue == 1 {
            plane.base.storeBytes(of: value, toByteOffset: offset, as: UInt8.self)
          } else {
            plane.base.storeBytes(of: UInt16(value) * 257, toByteOffset: offset, as: UInt16.self)
          }
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
