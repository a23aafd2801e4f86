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
      write(image, of: rect, UInt8.self, UInt16.self)
    } else {
      write(image, of: rect, UInt16.self, UInt32.self)
    }
  }

  /// - Parameter Wide: twice as wide as `Value`.
  private func write<Value: FixedWidthInteger & UnsignedInteger, Wide: FixedWidthInteger & UnsignedInteger>(
    _ image: fv_image, of rect: PixelRect, _: Value.Type, _: Wide.Type
  ) {
    let (channels, bounds) = (plane.layout.channels, mask.bounds)
    var weights = EdgeWeights(mask, channels: channels)
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
          Self.alphaBlend(
            weights, from: source + first, into: target + first, count: gap.count * channels, Wide.self)
        }
      }
    }
  }

  /// Blends values with their replacement by weights 0...256. Simple enough for the compiler to vectorise.
  private static func alphaBlend<
    Value: FixedWidthInteger & UnsignedInteger, Wide: FixedWidthInteger & UnsignedInteger
  >(
    _ weights: UnsafePointer<UInt16>, from source: UnsafeMutablePointer<Value>,
    into target: UnsafeMutablePointer<Value>, count: Int, _: Wide.Type
  ) {
    for index in 0..<count {
      let weight = Wide(truncatingIfNeeded: weights[index])
      let old = Wide(truncatingIfNeeded: target[index]) &* (256 &- weight)
      let new = Wide(truncatingIfNeeded: source[index]) &* weight
      target[index] = Value(truncatingIfNeeded: (old &+ new) &>> 8)
    }
  }
}
