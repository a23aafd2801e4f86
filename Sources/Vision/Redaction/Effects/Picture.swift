import COpenCV
public import Geometry
import OpenCV

/// A picture that hides a face.
public struct Picture: Sendable {
  /// In pixels.
  public let size: FrameSize
  /// Red, green, blue and opacity of each pixel, row by row: non-linear sRGB, not multiplied by the opacity.
  public let pixels: [UInt8]

  /// - Precondition: there are four values for each pixel.
  public init(size: FrameSize, pixels: [UInt8]) {
    precondition(pixels.count == 4 * size.width * size.height, "the pixels have another size")
    self.size = size
    self.pixels = pixels
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
        turned.replaceSubrange(to..<to + 4, with: pixels[from..<from + 4])
      }
    }
    return Picture(size: coded, pixels: turned)
  }
}

/// Draws a picture into the replacements of faces.
final class PictureOverlay {
  private let size: FrameSize
  /// Y', Cb and Cr, each with the opacity: pairs of `Float`s, the first multiplied by the second.
  private var components: [[Float]]
  private let colour: Colorimetry
  /// The width of a pixel of the frame, divided by its height.
  private let pixelAspect: Double
  private let scaled = Scratch()

  init(_ picture: Picture, _ colour: Colorimetry, orientation: Orientation, pixelAspect: Double) {
    let picture = picture.coded(orientation)
    (size, self.colour, self.pixelAspect) = (picture.size, colour, pixelAspect)
    components = [[], [], []]
    for pixel in stride(from: 0, to: picture.pixels.count, by: 4) {
      let values = picture.pixels[pixel..<pixel + 4].map { Double($0) / 255 }
      let (luma, blue, red) = RGBColour(red: values[0], green: values[1], blue: values[2]).components(colour)
      for (index, value) in [luma, blue, red].enumerated() {
        components[index] += [Float(value * values[3]), Float(values[3])]
      }
    }
  }

  /// Draws the picture over a face: as large as fits into its box, in the middle.
  ///
  /// - Parameters:
  ///   - rect: the pixels of the plane that the image holds.
  ///   - index: the plane's number in the frame.
  func draw(
    on face: PixelBox, into image: fv_image, _ rect: PixelRect, _ layout: PlaneLayout, plane index: Int
  ) throws {
    let target = layout.rect(of: place(in: face))
    for channel in 0..<layout.channels {
      let component = layout.role == .luma ? 0 : (index + channel == 1) != colour.isCrFirst ? 1 : 2
      let pixels = try scale(component, to: target)
      if layout.bytesPerValue == 1 {
        blend(pixels, target, into: image, rect, layout, channel, UInt8.self)
      } else {
        blend(pixels, target, into: image, rect, layout, channel, UInt16.self)
      }
    }
  }

  /// The pixels of the frame that the picture covers.
  private func place(in face: PixelBox) -> PixelRect {
    let (width, height) = (Double(size.width) / pixelAspect, Double(size.height))
    let scale = min(face.sides.x / width, face.sides.y / height)
    let sides = SIMD2(width, height) * scale
    let corner = (face.center - sides / 2).rounded(.toNearestOrEven)
    return PixelRect(
      x: Int(corner.x), y: Int(corner.y), width: max(1, Int(sides.x.rounded())),
      height: max(1, Int(sides.y.rounded())))
  }

  private func scale(_ component: Int, to target: PixelRect) throws -> fv_image {
    let image = scaled.image(width: target.width, height: target.height, channels: 2)
    let method = target.width < size.width ? FV_AREA : FV_LINEAR
    try components[component].withUnsafeMutableBytes { bytes in
      let source = fv_image(
        data: bytes.baseAddress, width: Int32(size.width), height: Int32(size.height),
        stride: size.width * 8, channels: 2, bytes_per_value: 4)
      try OpenCV.resize(source, into: image, method)
    }
    return image
  }

  private func blend<Value: FixedWidthInteger & UnsignedInteger>(
    _ pixels: fv_image, _ target: PixelRect, into image: fv_image, _ rect: PixelRect,
    _ layout: PlaneLayout, _ channel: Int, _: Value.Type
  ) {
    let both = target.intersection(rect)
    let (zero, gain) = (Float(layout.stored(0)), Float(layout.stored(0.5) - layout.stored(0)) * 2)
    for row in both.y..<both.maxY {
      let values = image.row(row - rect.y, of: Value.self)
      let source = pixels.row(row - target.y, of: Float.self)
      for column in both.x..<both.maxX {
        let (value, opacity) = (
          source[2 * (column - target.x)], source[2 * (column - target.x) + 1]
        )
        let place = (column - rect.x) * layout.channels + channel
        let mixed = Float(values[place]) * (1 - opacity) + zero * opacity + gain * value
        values[place] = Value(mixed.rounded())
      }
    }
  }
}
