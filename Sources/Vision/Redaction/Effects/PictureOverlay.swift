import COpenCV
import Geometry
import OpenCV

/// Draws a picture into the replacements of faces.
final class PictureOverlay {
  /// Y', Cb or Cr of a picture, each with the opacity: pairs of `Float`s, the first multiplied by the second.
  private struct Component {
    var size: FrameSize
    var values: [Float]
  }
  /// Of each component the picture, and halves of it down to a few pixels, so that a small face reads few.
  private let components: [[Component]]
  private let size: FrameSize
  private let colour: Colorimetry
  /// The width of a pixel of the frame, divided by its height.
  private let pixelAspect: Double
  private let scaled = Scratch()

  init(
    _ picture: Picture, _ colour: Colorimetry, orientation: Orientation, pixelAspect: Double
  ) throws {
    let picture = picture.coded(orientation)
    (size, self.colour, self.pixelAspect) = (picture.size, colour, pixelAspect)
    components = try Self.components(picture, colour).map { whole in
      var levels = [whole]
      while let last = levels.last, min(last.size.width, last.size.height) > Self.minSide {
        levels.append(try Self.halved(last))
      }
      return levels
    }
  }

  private static func components(_ picture: Picture, _ colour: Colorimetry) -> [Component] {
    let count = picture.size.width * picture.size.height
    var values = [[Float]](repeating: [Float](repeating: 0, count: 2 * count), count: 3)
    for pixel in 0..<count {
      let (red, green, blue) = (
        picture.pixels[4 * pixel], picture.pixels[4 * pixel + 1], picture.pixels[4 * pixel + 2]
      )
      let rgb = RGBColour(red: Double(red) / 255, green: Double(green) / 255, blue: Double(blue) / 255)
      let (luma, chromaBlue, chromaRed) = rgb.components(colour)
      values[0][2 * pixel] = Float(luma)
      values[1][2 * pixel] = Float(chromaBlue)
      values[2][2 * pixel] = Float(chromaRed)
      let opacity = Float(picture.pixels[4 * pixel + 3]) / 255
      for component in 0..<3 { values[component][2 * pixel + 1] = opacity }
    }
    return values.map { Component(size: picture.size, values: $0) }
  }

  private static func halved(_ whole: Component) throws -> Component {
    let size = FrameSize(width: (whole.size.width + 1) / 2, height: (whole.size.height + 1) / 2)
    var half = Component(
      size: size, values: [Float](repeating: 0, count: 2 * size.width * size.height))
    try half.values.withUnsafeMutableBytes { bytes in
      try resize(whole, into: Self.image(bytes.baseAddress, size), FV_AREA)
    }
    return half
  }

  private static func resize(
    _ component: Component, into target: fv_image, _ method: fv_interpolation
  ) throws {
    try component.values.withUnsafeBytes { bytes in
      // Read only; fv_image serves sources and targets.
      let source = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
      try OpenCV.resize(image(source, component.size), into: target, method)
    }
  }

  private static func image(_ data: UnsafeMutableRawPointer?, _ size: FrameSize) -> fv_image {
    fv_image(
      data: data, width: Int32(size.width), height: Int32(size.height), stride: size.width * 8, channels: 2,
      bytes_per_value: 4)
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

  /// A component in the size of its target, or in that of the picture if that is smaller.
  private func scale(_ component: Int, to target: PixelRect) throws -> fv_image {
    let levels = components[component]
    let level = levels.last { $0.size.width >= target.width && $0.size.height >= target.height } ?? levels[0]
    let image = scaled.image(
      width: min(target.width, Picture.maxSide), height: min(target.height, Picture.maxSide), channels: 2)
    try Self.resize(level, into: image, target.width < level.size.width ? FV_AREA : FV_LINEAR)
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
      let source = pixels.row((row - target.y) * Int(pixels.height) / target.height, of: Float.self)
      for column in both.x..<both.maxX {
        let place = (column - target.x) * Int(pixels.width) / target.width
        let (value, opacity) = (source[2 * place], source[2 * place + 1])
        let index = (column - rect.x) * layout.channels + channel
        let mixed = Float(values[index]) * (1 - opacity) + zero * opacity + gain * value
        values[index] = Value(clamping: Int(mixed.rounded()))
      }
    }
  }

  /// The shorter side of the smallest half.
  private static let minSide = 16
}
