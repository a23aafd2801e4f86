import CPNG
public import Geometry

/// Decodes PNG files, by libpng.
public enum PNGDecoder {
  /// Decodes a PNG file.
  ///
  /// - Returns: the size, and red, green, blue and opacity of each pixel, row by row: 8 bits, non-linear sRGB, not
  ///   multiplied by the opacity.
  /// - Throws: `StillImage.Refusal` for another format, an image beyond the limits and damaged data.
  public static func decode(
    _ file: [UInt8], within limits: FrameLimits = .image
  ) throws(StillImage.Refusal) -> (size: FrameSize, pixels: [UInt8]) {
    guard let png = try PNGFile(file) else { throw .unknownFormat }
    try png.header.check(within: limits)
    guard png.isComplete, let pixels = rgba(png.bytes, png.header.size) else { throw .damaged }
    return (png.header.size, pixels)
  }

  private static func rgba(_ bytes: [UInt8], _ size: FrameSize) -> [UInt8]? {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    // libpng keeps the address of the bytes from the first call to the second.
    return bytes.withUnsafeBytes { bytes in
      guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0,
        Int(image.width) == size.width, Int(image.height) == size.height
      else { return nil }
      // PNG_FORMAT_RGBA, a macro that Swift does not import.
      image.format = png_uint_32(PNG_FORMAT_FLAG_ALPHA | PNG_FORMAT_FLAG_COLOR)
      // Without it, libpng takes 16 bits per channel as linear.
      image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
      var pixels = [UInt8](repeating: 0, count: 4 * size.width * size.height)
      return png_image_finish_read(&image, nil, &pixels, 0, nil) != 0 ? pixels : nil
    }
  }
}
