import Geometry
import OpenCV

/// A line of text cut out of an image, level and upright: the input of the recognizer.
struct TextStrip {
  /// In pixels; the height is ``height``.
  let width: Int
  /// Three planes, blue first as the recognizer was trained, row by row, 0...255.
  let planes: [Float]

  /// The height that the recognizer was trained with.
  static let height = 48

  /// Cuts out a line.
  ///
  /// - Parameters:
  ///   - quad: the place in the displayed image.
  ///   - maxWidth: a longer line is squeezed.
  /// - Returns: nil for a line outside the image.
  init?(
    _ quad: TextQuad, of frame: MappedFrame, _ geometry: FrameGeometry, maxWidth: Int
  ) throws {
    let (length, height) = quad.extent(in: geometry.displaySize)
    guard height > 0, let rect = geometry.size.pixels(of: geometry.orientation.coded(quad.box)) else {
      return nil
    }
    width = min(maxWidth, max(1, Int((length / height * Double(Self.height)).rounded(.up))))
    // Begins at a complete chroma sample.
    let (x, y) = (rect.x / 2 * 2, rect.y / 2 * 2)
    let region = PixelRect(x: x, y: y, width: rect.width + rect.x - x, height: rect.height + rect.y - y)
    let part = geometry.orientation.displayed(region, of: geometry.size)
    let scale = min(1, Double(Self.height) / height)
    let pixels = { (ratio: Double, extent: Int) in max(1, Int((ratio * Double(extent) * scale).rounded())) }
    let size = FrameSize(
      width: pixels(part.width, geometry.displaySize.width),
      height: pixels(part.height, geometry.displaySize.height))
    let image = try ColourFrame(of: frame, region: region, orientation: geometry.orientation, size: size)
    let (origin, extent) = (SIMD2(part.left, part.top), SIMD2(part.width, part.height))
    let place = quad.mapped { ($0 - origin) / extent * SIMD2(Double(size.width), Double(size.height)) }
    planes = Self.sampled(image, place, width: width)
  }

  /// The pixels of a parallelogram by bilinear interpolation.
  ///
  /// - Parameter quad: in pixels of the image.
  private static func sampled(_ image: ColourFrame, _ quad: TextQuad, width: Int) -> [Float] {
    let along = (quad.topEnd - quad.topStart) / Double(width)
    let across = (quad.bottomStart - quad.topStart) / Double(height)
    let (plane, count) = (width * height, image.size.width * image.size.height)
    var values = [Float](repeating: 0, count: 3 * plane)
    for row in 0..<height {
      for column in 0..<width {
        let point = quad.topStart + along * (Double(column) + 0.5) + across * (Double(row) + 0.5)
        let sample = BilinearSample(at: point, in: image.size)
        for channel in 0..<3 {
          values[(2 - channel) * plane + row * width + column] = sample.value(
            in: image.bytes, from: channel * count)
        }
      }
    }
    return values
  }
}

/// The four pixels around a point, and their weights. Beyond the border the border's pixels continue.
private struct BilinearSample {
  private let indices: (Int, Int, Int, Int)
  private let (right, down): (Float, Float)

  /// - Parameter point: in pixels, whose centres are at halves.
  init(at point: SIMD2<Double>, in size: FrameSize) {
    let x = min(max(point.x - 0.5, 0), Double(size.width - 1))
    let y = min(max(point.y - 0.5, 0), Double(size.height - 1))
    let (column, row) = (Int(x), Int(y))
    (right, down) = (Float(x - Double(column)), Float(y - Double(row)))
    let (next, below) = (min(column + 1, size.width - 1), min(row + 1, size.height - 1))
    indices = (
      row * size.width + column, row * size.width + next, below * size.width + column,
      below * size.width + next
    )
  }

  func value(in bytes: [UInt8], from start: Int) -> Float {
    let upper = Float(bytes[start + indices.0]) * (1 - right) + Float(bytes[start + indices.1]) * right
    let lower = Float(bytes[start + indices.2]) * (1 - right) + Float(bytes[start + indices.3]) * right
    return upper * (1 - down) + lower * down
  }
}
