import CHEIF
import Geometry
import Glibc

/// Writes a HEIF or AVIF file without loss, so that what no mask touches keeps its pixels.
struct HEIFWriter {
  private let context: OpaquePointer
  private let encoder: OpaquePointer
  private let owner: Owner

  /// Frees what libheif allocated.
  private final class Owner {
    let (context, encoder): (OpaquePointer, OpaquePointer)
    init(_ context: OpaquePointer, _ encoder: OpaquePointer) {
      (self.context, self.encoder) = (context, encoder)
    }
    deinit {
      heif_encoder_release(encoder)
      heif_context_free(context)
    }
  }

  init(_ format: StillImageFormat) throws {
    guard let context = heif_context_alloc() else { throw HEIF.noMemory }
    var encoder: OpaquePointer?
    let error = heif_context_get_encoder_for_format(
      context, format == .avif ? heif_compression_AV1 : heif_compression_HEVC, &encoder)
    guard error.code == heif_error_Ok, let encoder else {
      heif_context_free(context)
      throw ImageError("cannot be written: libheif has no encoder for \(format.name)")
    }
    (self.context, self.encoder, owner) = (context, encoder, Owner(context, encoder))
    // Slower ones make files a few percent smaller.
    heif_encoder_set_parameter_string(
      encoder, format == .avif ? "speed" : "preset", format == .avif ? "8" : "veryfast")
  }

  /// Adds an image; the first is the primary one.
  func add(_ picture: HEIFPicture, exif: [UInt8]?, xmp: [UInt8]?) throws {
    let image = try copy(of: picture)
    defer { heif_image_release(image) }
    try HEIF.check(heif_encoder_set_lossless(encoder, 1))
    let chroma = [heif_chroma_422: "422", heif_chroma_444: "444"][picture.chroma] ?? "420"
    try HEIF.check(heif_encoder_set_parameter_string(encoder, "chroma", chroma))
    guard let options = heif_encoding_options_alloc(), let nclx = heif_nclx_color_profile_alloc() else {
      throw HEIF.noMemory
    }
    defer {
      heif_nclx_color_profile_free(nclx)
      heif_encoding_options_free(options)
    }
    try set(picture.nclx, in: nclx)
    options.pointee.output_nclx_profile = nclx
    options.pointee.save_two_colr_boxes_when_ICC_and_nclx_available = 1
    options.pointee.macOS_compatibility_workaround_no_nclx_profile = 0
    // A crop in a grid would keep what is cropped.
    options.pointee.macOS_compatibility_workaround = 0
    var handle: OpaquePointer?
    try HEIF.check(heif_context_encode_image(context, image, encoder, options, &handle))
    guard let handle else { throw HEIF.noMemory }
    defer { heif_image_handle_release(handle) }
    if let exif { try HEIF.check(heif_context_add_exif_metadata(context, handle, exif, Int32(exif.count))) }
    if let xmp { try HEIF.check(heif_context_add_XMP_metadata(context, handle, xmp, Int32(xmp.count))) }
  }

  private func copy(of picture: HEIFPicture) throws -> OpaquePointer {
    let planes = picture.planes
    var made: OpaquePointer?
    try HEIF.check(
      heif_image_create(
        Int32(planes.size.width), Int32(planes.size.height),
        planes.planes.count == 1 ? heif_colorspace_monochrome : heif_colorspace_YCbCr, picture.chroma, &made))
    guard let image = made else { throw HEIF.noMemory }
    do {
      for (channel, plane) in HEIF.channels(of: planes) {
        try HEIF.copy(from: plane, to: image, channel, planes.size)
      }
      heif_image_set_premultiplied_alpha(image, picture.isPremultiplied ? 1 : 0)
      if let profile = picture.profile {
        try HEIF.check(heif_image_set_raw_color_profile(image, "prof", profile, profile.count))
      }
      guard let nclx = heif_nclx_color_profile_alloc() else { throw HEIF.noMemory }
      defer { heif_nclx_color_profile_free(nclx) }
      try set(picture.nclx, in: nclx)
      try HEIF.check(heif_image_set_nclx_color_profile(image, nclx))
    } catch {
      heif_image_release(image)
      throw error
    }
    return image
  }

  private func set(_ colour: HEIFPicture.NCLX, in nclx: UnsafeMutablePointer<heif_color_profile_nclx>) throws
  {
    try HEIF.check(heif_nclx_color_profile_set_color_primaries(nclx, colour.primaries))
    try HEIF.check(heif_nclx_color_profile_set_transfer_characteristics(nclx, colour.transfer))
    try HEIF.check(heif_nclx_color_profile_set_matrix_coefficients(nclx, colour.matrix))
    nclx.pointee.full_range_flag = colour.isFullRange ? 1 : 0
  }

  /// The bytes of the file.
  func written() throws -> [UInt8] {
    final class Output { var bytes: [UInt8] = [] }
    let output = Output()
    var writer = heif_writer(writer_api_version: 1) { _, data, count, target in
      if let data, let target {
        let output = Unmanaged<Output>.fromOpaque(target).takeUnretainedValue()
        output.bytes = [UInt8](UnsafeRawBufferPointer(start: data, count: count))
      }
      return heif_error(code: heif_error_Ok, subcode: heif_suberror_Unspecified, message: nil)
    }
    try HEIF.check(heif_context_write(context, &writer, Unmanaged.passUnretained(output).toOpaque()))
    return HEIFExtents.corrected(output.bytes)
  }
}
