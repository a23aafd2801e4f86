import CHEIF
import Geometry

/// An image of a HEIF file, decoded by libheif: its planes as they are coded, turned as they are displayed.
final class HEIFPicture {
  let planes: ImagePlanes
  let chroma: heif_chroma
  /// Whether the samples are multiplied by the opacity.
  let isPremultiplied: Bool
  /// Nil if the file has none.
  let profile: [UInt8]?
  let nclx: NCLX

  /// The colour description of a file or a bitstream (ITU-T H.273, section 8), by default what readers assume: sRGB with
  /// the matrix of ITU-R BT.601.
  struct NCLX: Equatable {
    var primaries: UInt16 = 1
    var transfer: UInt16 = 13
    var matrix: UInt16 = 6
    var isFullRange = true
  }

  /// - Parameters:
  ///   - handle: an image whose size was compared with the limits.
  ///   - chroma: the chroma format of its bitstream. With another one libheif would convert.
  init(_ handle: OpaquePointer, chroma: heif_chroma) throws {
    guard let options = heif_decoding_options_alloc() else { throw HEIF.noMemory }
    defer { heif_decoding_options_free(options) }
    // Missing tiles would be filled with grey.
    options.pointee.strict_decoding = 1
    var decoded: OpaquePointer?
    try HEIF.check(
      heif_decode_image(
        handle, &decoded,
        chroma == heif_chroma_monochrome ? heif_colorspace_monochrome : heif_colorspace_YCbCr,
        chroma, options))
    guard let decoded else { throw StillImage.Refusal.damaged }
    defer { heif_image_release(decoded) }
    (self.chroma, isPremultiplied) = (chroma, heif_image_is_premultiplied_alpha(decoded) != 0)
    profile = Self.profile(of: handle)
    nclx =
      Self.nclx { heif_image_handle_get_nclx_color_profile(handle, $0) }
      ?? Self.nclx { heif_image_get_nclx_color_profile(decoded, $0) } ?? NCLX()
    guard nclx.matrix != 0 else {
      throw ImageError("has pixels that are stored as RGB", remedy: "convert it to PNG")
    }
    planes = try Self.planes(of: decoded, nclx)
  }

  private static func profile(of handle: OpaquePointer) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: heif_image_handle_get_raw_color_profile_size(handle))
    guard !bytes.isEmpty, heif_image_handle_get_raw_color_profile(handle, &bytes).code == heif_error_Ok else {
      return nil
    }
    return bytes
  }

  private static func nclx(
    _ read: (UnsafeMutablePointer<UnsafeMutablePointer<heif_color_profile_nclx>?>) -> heif_error
  ) -> NCLX? {
    var found: UnsafeMutablePointer<heif_color_profile_nclx>?
    guard read(&found).code == heif_error_Ok, let found else {
      return nil
    }
    defer { heif_nclx_color_profile_free(found) }
    let profile = found.pointee
    return NCLX(
      primaries: UInt16(profile.color_primaries.rawValue),
      transfer: UInt16(profile.transfer_characteristics.rawValue),
      matrix: UInt16(profile.matrix_coefficients.rawValue), isFullRange: profile.full_range_flag != 0)
  }

  private static func planes(of image: OpaquePointer, _ nclx: NCLX) throws -> ImagePlanes {
    guard heif_image_has_channel(image, heif_channel_Y) != 0,
      let shifts = HEIF.shifts(heif_image_get_chroma_format(image))
    else { throw StillImage.Refusal.damaged }
    let depth = Int(heif_image_get_bits_per_pixel_range(image, heif_channel_Y))
    guard 8...16 ~= depth else { throw StillImage.Refusal.damaged }
    let layout = { (role: PlaneLayout.Role, width: Int, height: Int) in
      PlaneLayout(
        role: role, channels: 1, bytesPerValue: depth > 8 ? 2 : 1, depth: depth, shift: 0, widthShift: width,
        heightShift: height, isFullRange: nclx.isFullRange)
    }
    let isGrey = heif_image_get_chroma_format(image) == heif_chroma_monochrome
    let chroma = layout(.chroma, shifts.width, shifts.height)
    let size = FrameSize(
      width: Int(heif_image_get_width(image, heif_channel_Y)),
      height: Int(heif_image_get_height(image, heif_channel_Y)))
    let planes = ImagePlanes(
      size: size, colour: nclx.colorimetry,
      layouts: [layout(.luma, 0, 0)] + (isGrey ? [] : [chroma, chroma]),
      hasOpacity: heif_image_has_channel(image, heif_channel_Alpha) != 0)
    for (channel, plane) in HEIF.channels(of: planes) {
      guard HEIF.copy(from: image, channel, to: plane, size) else { throw StillImage.Refusal.damaged }
    }
    return planes
  }
}

extension HEIFPicture.NCLX {
  var colorimetry: Colorimetry {
    let weights: (red: Double, blue: Double) =
      switch matrix {
      case 1: (0.2126, 0.0722)
      case 7: (0.212, 0.087)
      case 9, 10: (0.2627, 0.0593)
      default: (0.299, 0.114)
      }
    return Colorimetry(redWeight: weights.red, blueWeight: weights.blue, isFullRange: isFullRange)
  }
}
