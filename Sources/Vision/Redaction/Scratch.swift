import COpenCV
import Geometry

/// A reusable buffer for temporary images; it grows to the largest size requested.
final class Scratch {
  private var storage: UnsafeMutableRawBufferPointer = .init(start: nil, count: 0)

  deinit { storage.deallocate() }

  /// An image in the format of a plane, with unpadded rows and uninitialised pixels.
  func image(width: Int, height: Int, like layout: PlaneLayout) -> fv_image {
    let stride = width * layout.channels * layout.bytesPerValue
    if storage.count < stride * height {
      storage.deallocate()
      storage = .allocate(byteCount: stride * height, alignment: 64)
    }
    return fv_image(
      data: storage.baseAddress, width: Int32(width), height: Int32(height), stride: stride,
      channels: Int32(layout.channels), bytes_per_value: Int32(layout.bytesPerValue))
  }
}

extension fv_image {
  /// The image without its first `x` columns and `y` rows.
  func part(x: Int, y: Int) -> fv_image {
    var part = self
    part.data = data + y * stride + x * Int(channels) * Int(bytes_per_value)
    part.width = width - Int32(x)
    part.height = height - Int32(y)
    return part
  }
}

extension MutablePlane {
  /// A part of the plane as an OpenCV image.
  func image(_ rect: PixelRect) -> fv_image {
    let value = layout.channels * layout.bytesPerValue
    return fv_image(
      data: base + rect.y * stride + rect.x * value, width: Int32(rect.width), height: Int32(rect.height),
      stride: stride, channels: Int32(layout.channels), bytes_per_value: Int32(layout.bytesPerValue))
  }
}
