import CHEIF
import Geometry
import Glibc

/// What reading and writing HEIF files have in common.
enum HEIF {
  static let noMemory = ImageError("no memory for its pixels")

  /// - Throws: `StillImage.Refusal` for invalid data, `ImageError` for what libheif does not support.
  static func check(_ error: heif_error) throws {
    switch error.code {
    case heif_error_Ok: return
    case heif_error_Unsupported_feature, heif_error_Unsupported_filetype:
      throw ImageError(
        "uses a feature that is not supported", remedy: "convert it to PNG",
        detail: String(cString: error.message))
    case heif_error_Memory_allocation_error: throw noMemory
    default: throw StillImage.Refusal.damaged
    }
  }

  /// The subsampling of chroma as shifts; nil for interleaved formats.
  static func shifts(_ chroma: heif_chroma) -> (width: Int, height: Int)? {
    switch chroma {
    case heif_chroma_monochrome, heif_chroma_444: (0, 0)
    case heif_chroma_422: (1, 0)
    case heif_chroma_420: (1, 1)
    default: nil
    }
  }

  static func channels(of planes: ImagePlanes) -> [(heif_channel, MutablePlane)] {
    let coded = Array(zip([heif_channel_Y, heif_channel_Cb, heif_channel_Cr], planes.planes))
    return coded + (planes.opacity.map { [(heif_channel_Alpha, $0)] } ?? [])
  }

  /// Copies a channel of an image into a plane; false if it has another size or depth.
  static func copy(
    from image: OpaquePointer, _ channel: heif_channel, to plane: MutablePlane, _ size: FrameSize
  ) -> Bool {
    var stride: Int32 = 0
    let part = plane.layout.rect(of: PixelRect(x: 0, y: 0, width: size.width, height: size.height))
    guard let source = heif_image_get_plane_readonly(image, channel, &stride),
      Int(heif_image_get_bits_per_pixel_range(image, channel)) == plane.layout.depth,
      Int(heif_image_get_width(image, channel)) == part.width,
      Int(heif_image_get_height(image, channel)) == part.height
    else { return false }
    for row in 0..<part.height {
      memcpy(
        plane.base + row * plane.stride, source + row * Int(stride), part.width * plane.layout.bytesPerValue)
    }
    return true
  }

  /// Copies a plane into a channel of an image.
  static func copy(
    from plane: MutablePlane, to image: OpaquePointer, _ channel: heif_channel, _ size: FrameSize
  ) throws {
    let part = plane.layout.rect(of: PixelRect(x: 0, y: 0, width: size.width, height: size.height))
    try check(
      heif_image_add_plane(image, channel, Int32(part.width), Int32(part.height), Int32(plane.layout.depth)))
    var stride: Int32 = 0
    guard let target = heif_image_get_plane(image, channel, &stride) else { throw noMemory }
    for row in 0..<part.height {
      memcpy(
        target + row * Int(stride), plane.base + row * plane.stride, part.width * plane.layout.bytesPerValue)
    }
  }
}
