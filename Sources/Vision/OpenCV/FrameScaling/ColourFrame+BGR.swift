import Geometry

extension ColourFrame {
  /// Blue, green and red of each pixel, row by row: interleaved (HWC), as OpenCV's images.
  public var bgr: [UInt8] {
    let count = size.width * size.height
    return [UInt8](unsafeUninitializedCapacity: 3 * count) { buffer, filled in
      for pixel in 0..<count {
        buffer[3 * pixel] = bytes[2 * count + pixel]
        buffer[3 * pixel + 1] = bytes[count + pixel]
        buffer[3 * pixel + 2] = bytes[pixel]
      }
      filled = 3 * count
    }
  }
}
