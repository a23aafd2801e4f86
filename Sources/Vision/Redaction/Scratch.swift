import COpenCV
import Geometry

/// A reusable buffer for temporary images; it grows to the largest size requested.
final class Scratch {
  private var storage: UnsafeMutableRawBufferPointer = .init(start: nil, count: 0)

  deinit { storage.deallocate() }

  /// An image in the format of a plane, with unpadded rows and uninitialised pixels.
  func image(width: Int, height: Int, like layout: PlaneLayout) -> fv_image {
    image(width: width, height: height, channels: layout.channels, bytesPerValue: layout.bytesPerValue)
  }

  /// An image of `Float` values, with unpadded rows and uninitialised pixels.
  func image(width: Int, height: Int, channels: Int) -> fv_image {
    image(width: width, height: height, channels: channels, bytesPerValue: 4)
  }

  private func image(width: Int, height: Int, channels: Int, bytesPerValue: Int) -> fv_image {
    let stride = width * channels * bytesPerValue
    if storage.count < stride * height {
      storage.deallocate()
      storage = .allocate(byteCount: stride * height, alignment: 64)
    }
    return fv_image(
      data: storage.baseAddress, width: Int32(width), height: Int32(height), stride: stride,
      channels: Int32(channels), bytes_per_value: Int32(bytesPerValue))
  }
}

extension fv_image {
  /// A part of the image.
  func part(_ rect: PixelRect) -> fv_image {
    var part = self
    part.data = data + rect.y * stride + rect.x * Int(channels) * Int(bytes_per_value)
    (part.width, part.height) = (Int32(rect.width), Int32(rect.height))
    return part
  }

  /// The values of an image of `Float`s with unpadded rows.
  var floats: UnsafeMutableBufferPointer<Float> {
    let count = Int(width) * Int(height) * Int(channels)
    return UnsafeMutableBufferPointer(start: data.assumingMemoryBound(to: Float.self), count: count)
  }

  /// The values of a row.
  func row<Value>(_ row: Int, of _: Value.Type) -> UnsafeMutablePointer<Value> {
    (data + row * stride).assumingMemoryBound(to: Value.self)
  }
}
