import CGStreamer
import CLibAV

/// The colour description of a stream (ITU-T H.273): code points of primaries, transfer characteristics and
/// matrix coefficients, where 2 is "unspecified"; the sample range; the chroma sample location.
struct ColorDescription: Equatable, Sendable {
  var primaries: UInt32
  var transfer: UInt32
  var matrix: UInt32
  var range: AVColorRange
  var chromaLocation: AVChromaLocation

  init(_ stream: AVCodecParameters) {
    primaries = stream.color_primaries.rawValue
    transfer = stream.color_trc.rawValue
    matrix = stream.color_space.rawValue
    range = stream.color_range
    chromaLocation = stream.chroma_location
  }

  /// The colorimetry of decoded frames, after any conversion by GStreamer.
  init(_ format: FrameFormat) {
    let colorimetry = format.info.colorimetry
    primaries = UInt32(gst_video_color_primaries_to_iso(colorimetry.primaries))
    transfer = UInt32(gst_video_transfer_function_to_iso(colorimetry.transfer))
    matrix = UInt32(gst_video_color_matrix_to_iso(colorimetry.matrix))
    range = colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255 ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
    chromaLocation = AVCHROMA_LOC_UNSPECIFIED
  }

  /// Whether an encoder that was given `other` writes the same description into the bitstream.
  func isWritten(by other: ColorDescription) -> Bool {
    primaries == other.primaries && transfer == other.transfer && matrix == other.matrix
      && (range == AVCOL_RANGE_JPEG) == (other.range == AVCOL_RANGE_JPEG)
      && chromaLocation.rawValue <= AVCHROMA_LOC_LEFT.rawValue
  }

  /// Overwrites the fields of GStreamer's colorimetry that are specified here. Unspecified fields keep
  /// GStreamer's default, since it cannot represent an unspecified matrix; `ColorimetryTags` restores
  /// "unspecified" in the coded video.
  func describe(_ colorimetry: inout GstVideoColorimetry) {
    if matrix != AVCOL_SPC_UNSPECIFIED.rawValue, matrix != AVCOL_SPC_RGB.rawValue {
      let known = gst_video_color_matrix_from_iso(matrix)
      if known != GST_VIDEO_COLOR_MATRIX_UNKNOWN { colorimetry.matrix = known }
    }
    // GStreamer assigns the RGB matrix or none to grey formats, whose only plane is luma.
    if [GST_VIDEO_COLOR_MATRIX_RGB, GST_VIDEO_COLOR_MATRIX_UNKNOWN].contains(colorimetry.matrix) {
      colorimetry.matrix = GST_VIDEO_COLOR_MATRIX_BT601
    }
    if transfer != AVCOL_TRC_UNSPECIFIED.rawValue {
      colorimetry.transfer = gst_video_transfer_function_from_iso(transfer)
    }
    if primaries != AVCOL_PRI_UNSPECIFIED.rawValue {
      colorimetry.primaries = gst_video_color_primaries_from_iso(primaries)
    }
    switch range {
    case AVCOL_RANGE_JPEG: colorimetry.range = GST_VIDEO_COLOR_RANGE_0_255
    default: colorimetry.range = GST_VIDEO_COLOR_RANGE_16_235
    }
  }
}

/// Mastering display metadata (SMPTE ST 2086) and content light level (CTA-861.3) of a high-dynamic-range
/// video.
struct HDRMetadata: Sendable {
  /// The stream side data as libavcodec stores it, by kind.
  var sideData: [(kind: AVPacketSideDataType, bytes: [UInt8])] = []

  /// Uses the container's side data, or else the caps of the decoded frames.
  init(_ track: InputTrack, decoded caps: UnsafeMutablePointer<GstCaps>?) {
    let kinds = [AV_PKT_DATA_MASTERING_DISPLAY_METADATA, AV_PKT_DATA_CONTENT_LIGHT_LEVEL]
    sideData = track.sideData.filter { kinds.contains($0.kind) }
    guard sideData.isEmpty, let caps else { return }
    addDisplay(caps)
    addLightLevel(caps)
  }

  private mutating func addDisplay(_ caps: UnsafeMutablePointer<GstCaps>) {
    var info = GstVideoMasteringDisplayInfo()
    guard gst_video_mastering_display_info_from_caps(&info, caps) != 0,
      let display = av_mastering_display_metadata_alloc()
    else { return }
    defer { av_free(display) }
    let primaries = [info.display_primaries.0, info.display_primaries.1, info.display_primaries.2]
    let chromaticity = { (value: UInt16) in fv_av_rational(Int32(value), 50_000) }
    display.pointee.display_primaries.0 = (chromaticity(primaries[0].x), chromaticity(primaries[0].y))
    display.pointee.display_primaries.1 = (chromaticity(primaries[1].x), chromaticity(primaries[1].y))
    display.pointee.display_primaries.2 = (chromaticity(primaries[2].x), chromaticity(primaries[2].y))
    display.pointee.white_point = (chromaticity(info.white_point.x), chromaticity(info.white_point.y))
    display.pointee.max_luminance = fv_av_rational(
      Int32(clamping: info.max_display_mastering_luminance), 10_000)
    display.pointee.min_luminance = fv_av_rational(
      Int32(clamping: info.min_display_mastering_luminance), 10_000)
    display.pointee.has_primaries = 1
    display.pointee.has_luminance = 1
    sideData.append(
      (
        AV_PKT_DATA_MASTERING_DISPLAY_METADATA,
        Array(UnsafeRawBufferPointer(start: display, count: MemoryLayout<AVMasteringDisplayMetadata>.size))
      ))
  }

  private mutating func addLightLevel(_ caps: UnsafeMutablePointer<GstCaps>) {
    var light = GstVideoContentLightLevel()
    guard gst_video_content_light_level_from_caps(&light, caps) != 0 else { return }
    var level = AVContentLightMetadata()
    level.MaxCLL = UInt32(light.max_content_light_level)
    level.MaxFALL = UInt32(light.max_frame_average_light_level)
    sideData.append((AV_PKT_DATA_CONTENT_LIGHT_LEVEL, withUnsafeBytes(of: &level) { Array($0) }))
  }
}
