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
