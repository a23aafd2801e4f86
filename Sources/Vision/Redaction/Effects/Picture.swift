import COpenCV
public import Geometry
import OpenCV

/// A picture that hides a face.
public struct Picture: Sendable {
  /// In pixels; at most ``maxSide`` a side.
  let size: FrameSize
  /// Red, green and blue, multiplied by the opacity, and the opacity of each pixel, row by row: non-linear sRGB.
  let pixels: [UInt8]

  /// The longer side to which a picture is reduced.
  static let maxSide = 1024

  /// - Parameter pixels: red, green, blue and opacity of each pixel, row by row: non-linear sRGB, not multiplied
  ///   by the opacity.
  /// - Precondition: there are four values for each pixel.
  public init(size: FrameSize, pixels: [UInt8]) throws {
    precondition(pixels.count == 4 * size.width * size.height, "the pixels have another size")
    var multiplied = pixels
    for pixel in stride(from: 0, to: pixels.count, by: 4) {
      let opacity = Int(pixels[pixel + 3])
      for channel in pixel..<pixel + 3 {
        multiplied[channel] = UInt8((Int(pixels[channel]) * opacity + 127) / 255)
      }
    }
    let scale = min(1, Double(Self.maxSide) / Double(max(size.width, size.height)))
    self.size = FrameSize(
      width: max(1, Int((Double(size.width) * scale).rounded())),
      height: max(1, Int((Double(size.height) * scale).rounded())))
    self.pixels = scale < 1 ? try Self.reduced(multiplied, size, to: self.size) : multiplied
  }

  private init(coded size: FrameSize, pixels: [UInt8]) { (self.size, self.pixels) = (size, pixels) }

  private static func reduced(_ pixels: [UInt8], _ size: FrameSize, to target: FrameSize) throws -> [UInt8] {
    var (source, result) = (pixels, [UInt8](repeating: 0, count: 4 * target.width * target.height))
    try source.withUnsafeMutableBytes { from in
      try result.withUnsafeMutableBytes { to in
        try OpenCV.resize(
          fv_image(
            data: from.baseAddress, width: Int32(size.width), height: Int32(size.height),
            stride: 4 * size.width, channels: 4, bytes_per_value: 1),
          into: fv_image(
            data: to.baseAddress, width: Int32(target.width), height: Int32(target.height),
            stride: 4 * target.width, channels: 4, bytes_per_value: 1), FV_AREA)
      }
    }
    return result
  }

  /// The picture as it lies in a coded frame that is displayed with an orientation.
  func coded(_ orientation: Orientation) -> Picture {
    guard orientation != .identity else { return self }
    let coded = size.displayed(orientation)
    var turned = [UInt8](repeating: 0, count: pixels.count)
    for row in 0..<coded.height {
      for column in 0..<coded.width {
        let point = orientation.displayed(
          Box(
            left: (Double(column) + 0.5) / Double(coded.width),
            top: (Double(row) + 0.5) / Double(coded.height), width: 0, height: 0))
        let (x, y) = (Int(point.left * Double(size.width)), Int(point.top * Double(size.height)))
        let (from, to) = (4 * (y * size.width + x), 4 * (row * coded.width + column))
        for channel in 0..<4 { turned[to + channel] = pixels[from + channel] }
      }
    }
    return Picture(coded: coded, pixels: turned)
  }
}
