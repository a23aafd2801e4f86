import Geometry
import Glibc

/// Rectangles of pixels.
extension PixelBuffer {
  var bytesPerPixel: Int { channels * (depth > 8 ? 2 : 1) }
  var bounds: PixelRect { PixelRect(x: 0, y: 0, width: size.width, height: size.height) }

  /// Zeroed pixels: transparent, if there is an opacity.
  init(blank size: FrameSize, channels: Int, depth: Int) {
    let count = size.width * size.height * channels * (depth > 8 ? 2 : 1)
    self.init(size: size, channels: channels, depth: depth, bytes: [UInt8](repeating: 0, count: count))
  }

  /// The pixels of a rectangle inside.
  func part(_ rect: PixelRect) -> PixelBuffer {
    guard rect != bounds else { return self }
    let row = rect.width * bytesPerPixel
    let part = [UInt8](unsafeUninitializedCapacity: rect.height * row) { target, count in
      bytes.withUnsafeBytes { source in
        for y in 0..<rect.height {
          let from = UnsafeRawBufferPointer(rebasing: source[offset(rect, y)..<offset(rect, y) + row])
          UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(target)[y * row..<(y + 1) * row]
          )
          .copyMemory(from: from)
        }
      }
      count = rect.height * row
    }
    return PixelBuffer(
      size: FrameSize(width: rect.width, height: rect.height), channels: channels, depth: depth, bytes: part)
  }

  /// Replaces the pixels of a rectangle inside.
  mutating func replace(_ rect: PixelRect, with part: PixelBuffer) {
    guard rect != bounds else {
      self = part
      return
    }
    let row = rect.width * bytesPerPixel
    let offsets = (0..<rect.height).map { offset(rect, $0) }
    bytes.withUnsafeMutableBytes { target in
      part.bytes.withUnsafeBytes { source in
        for (y, place) in offsets.enumerated() {
          UnsafeMutableRawBufferPointer(rebasing: target[place..<place + row])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[y * row..<(y + 1) * row]))
        }
      }
    }
  }

  /// The smallest rectangle that contains all pixels that differ from those of another buffer of the same layout; nil if
  /// none does.
  func difference(from other: PixelBuffer) -> PixelRect? {
    let width = bytesPerPixel
    let row = size.width * width
    var (left, right, top, bottom) = (size.width, 0, size.height, 0)
    bytes.withUnsafeBytes { own in
      other.bytes.withUnsafeBytes { other in
        guard let own = own.baseAddress, let other = other.baseAddress else { return }
        for y in 0..<size.height {
          let (one, two) = (own + y * row, other + y * row)
          guard memcmp(one, two, row) != 0 else { continue }
          (top, bottom) = (min(top, y), y + 1)
          var x = 0
          while x < left, memcmp(one + x * width, two + x * width, width) == 0 { x += 1 }
          left = min(left, x)
          x = size.width
          while x > right, memcmp(one + (x - 1) * width, two + (x - 1) * width, width) == 0 { x -= 1 }
          right = max(right, x)
        }
      }
    }
    return bottom > top ? PixelRect(x: left, y: top, width: right - left, height: bottom - top) : nil
  }

  private func offset(_ rect: PixelRect, _ y: Int) -> Int {
    ((rect.y + y) * size.width + rect.x) * bytesPerPixel
  }
}

extension PixelBuffer {
  /// With zeros below full transparency.
  func withoutHiddenColours() -> PixelBuffer {
    guard channels % 2 == 0 else { return self }
    let (width, pixel) = (depth > 8 ? 2 : 1, bytesPerPixel)
    var cleaned = self
    cleaned.bytes.withUnsafeMutableBufferPointer { bytes in
      for end in stride(from: pixel, through: bytes.count, by: pixel)
      where bytes[end - 1] == 0 && bytes[end - width] == 0 {
        for place in end - pixel..<end { bytes[place] = 0 }
      }
    }
    return cleaned
  }
}
