import COpenCV
import Geometry

/// Writes the replacement of a region into a plane.
struct Compositor {
  let mask: RegionMask
  let plane: MutablePlane

  /// - Parameters:
  ///   - image: in the plane's format.
  ///   - rect: the pixels of the plane that the image holds: at least the bounds of the mask.
  func write(_ image: fv_image, of rect: PixelRect) {
    if plane.layout.bytesPerValue == 1 {
      write(image, of: rect, UInt8.self)
    } else {
      write(image, of: rect, UInt16.self)
    }
  }

  private func write<Value: FixedWidthInteger & UnsignedInteger>(
    _ image: fv_image, of rect: PixelRect, _: Value.Type
  ) {
    let (channels, bounds) = (plane.layout.channels, mask.bounds)
    var weights = EdgeWeights(mask)
    var inside: [Range<Int>] = []
    for row in bounds.y..<bounds.maxY {
      let target = (plane.base + row * plane.stride).assumingMemoryBound(to: Value.self)
      let source = image.row(row - rect.y, of: Value.self) - rect.x * channels
      mask.masks.findInside(row: row, of: bounds.x..<bounds.maxX, &inside)
      for part in inside {
        let first = part.lowerBound * channels
        (target + first).update(from: source + first, count: part.count * channels)
      }
      guard mask.isFeathered else { continue }
      let reach = mask.reach(row: row)
      (bounds.x..<bounds.maxX).forEachGap(between: inside) { gap in
        let gap = gap.clamped(to: reach)
        guard !gap.isEmpty else { return }
        let first = gap.lowerBound * channels
        weights.with(row: row, gap) { weights in
          Self.alphaBlend(weights, channels, from: source + first, into: target + first, count: gap.count)
        }
      }
    }
  }

  /// Blends pixels with their replacement by weights 0...256. Simple enough for the compiler to vectorise.
  private static func alphaBlend<Value: FixedWidthInteger & UnsignedInteger>(
    _ weights: UnsafePointer<Int32>, _ channels: Int, from source: UnsafeMutablePointer<Value>,
    into target: UnsafeMutablePointer<Value>, count: Int
  ) {
    for channel in 0..<channels {
      for index in 0..<count {
        let place = index * channels + channel
        let old = Int32(truncatingIfNeeded: target[place])
        let new = Int32(truncatingIfNeeded: source[place])
        target[place] = Value(truncatingIfNeeded: old &+ ((new &- old) &* weights[index]) >> 8)
      }
    }
  }
}
