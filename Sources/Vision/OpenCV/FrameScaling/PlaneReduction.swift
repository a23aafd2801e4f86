import COpenCV
import Geometry

extension Plane {
  /// The part of the plane that covers a rectangle of the frame, reduced by area averaging (or enlarged
  /// linearly) to `size`, in 8 bits: rows without padding, `layout.channels` values per pixel.
  func reduced(_ rect: PixelRect, to size: FrameSize) throws -> [UInt8] {
    let part = layout.rect(of: rect)
    let row = base + part.y * stride
    let source = fv_image(
      data: UnsafeMutableRawPointer(mutating: row + part.x * layout.channels * layout.bytesPerValue),
      width: Int32(part.width), height: Int32(part.height), stride: stride,
      channels: Int32(layout.channels), bytes_per_value: Int32(layout.bytesPerValue))
    let shrinks = part.width >= size.width && part.height >= size.height
    let count = size.width * size.height * layout.channels
    guard layout.bytesPerValue == 2 else {
      return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        try source.resize(into: UnsafeMutableRawBufferPointer(buffer), size, shrinks)
        filled = count
      }
    }
    let wide = try [UInt16](unsafeUninitializedCapacity: count) { buffer, filled in
      try source.resize(into: UnsafeMutableRawBufferPointer(buffer), size, shrinks)
      filled = count
    }
    let shift = layout.shift + layout.depth - 8
    return wide.map { UInt8(truncatingIfNeeded: min(255, $0 >> shift)) }
  }
}

extension fv_image {
  fileprivate func resize(
    into memory: UnsafeMutableRawBufferPointer, _ size: FrameSize, _ shrinks: Bool
  ) throws {
    let target = fv_image(
      data: memory.baseAddress, width: Int32(size.width), height: Int32(size.height),
      stride: size.width * Int(channels) * Int(bytes_per_value), channels: channels,
      bytes_per_value: bytes_per_value)
    try OpenCV.resize(self, into: target, shrinks ? FV_AREA : FV_LINEAR)
  }
}
