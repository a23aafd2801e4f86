import CWebP
import Geometry
import Glibc

/// Pictures of WebP, by libwebp.
enum WebPCoder {
  /// What a bitstream says of its picture.
  struct Features {
    var size: FrameSize
    var isLossy: Bool
    var hasOpacity: Bool
  }

  /// - Parameter bitstream: the chunks ALPH and VP8, or VP8L.
  static func features(_ bitstream: [UInt8]) throws(StillImage.Refusal) -> Features {
    var features = WebPBitstreamFeatures()
    guard WebPGetFeatures(bitstream, bitstream.count, &features) == VP8_STATUS_OK, features.has_animation == 0
    else {
      throw .damaged
    }
    return Features(
      size: FrameSize(width: Int(features.width), height: Int(features.height)),
      isLossy: features.format == 1,
      hasOpacity: features.has_alpha != 0)
  }

  /// Decodes a picture whose size was compared with the limits.
  static func decode(_ bitstream: [UInt8], _ size: FrameSize, channels: Int) throws(StillImage.Refusal)
    -> PixelBuffer
  {
    let stride = size.width * channels
    var pixels = [UInt8](repeating: 0, count: stride * size.height)
    let decode = channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto
    guard decode(bitstream, bitstream.count, &pixels, pixels.count, Int32(stride)) != nil else {
      throw .damaged
    }
    return PixelBuffer(size: size, channels: channels, bytes: pixels)
  }

  /// Encodes pixels without loss, the colours below full transparency included.
  ///
  /// - Returns: the chunk VP8L.
  static func encode(_ pixels: PixelBuffer) throws -> [UInt8] {
    var (config, picture, writer) = (WebPConfig(), WebPPicture(), WebPMemoryWriter())
    guard WebPConfigInit(&config) != 0, WebPConfigLosslessPreset(&config, level) != 0,
      WebPPictureInit(&picture) != 0
    else { throw ImageError("libwebp of another version is installed") }
    config.exact = 1
    (picture.use_argb, picture.width, picture.height) = (
      1, Int32(pixels.size.width), Int32(pixels.size.height)
    )
    WebPMemoryWriterInit(&writer)
    defer {
      WebPPictureFree(&picture)
      WebPMemoryWriterClear(&writer)
    }
    let stride = Int32(pixels.size.width * pixels.channels)
    let takes = pixels.channels == 4 ? WebPPictureImportRGBA : WebPPictureImportRGB
    guard takes(&picture, pixels.bytes, stride) != 0 else { throw failure(picture) }
    let isEncoded = withUnsafeMutablePointer(to: &writer) { writer in
      picture.writer = WebPMemoryWrite
      picture.custom_ptr = UnsafeMutableRawPointer(writer)
      return WebPEncode(&config, &picture) != 0
    }
    guard isEncoded, let bytes = writer.mem else { throw failure(picture) }
    // After RIFF, its length and WEBP: an image without metadata is one chunk.
    return [UInt8](UnsafeBufferPointer(start: bytes, count: writer.size).dropFirst(12))
  }

  /// libwebp's own default, of 0...9: higher ones take some times longer for a few percent.
  private static let level: Int32 = 6

  private static func failure(_ picture: WebPPicture) -> ImageError {
    ImageError("libwebp cannot encode its pixels", detail: "error \(picture.error_code.rawValue)")
  }
}
