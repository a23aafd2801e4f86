import CLibAV

/// Restores the input's colour description in the coded video. GStreamer cannot represent an unspecified
/// matrix, so an encoder gets a default where the input's is "unspecified" (ITU-T H.273, code point 2).
enum ColorimetryTags {
  /// The bitstream filter for a codec; nil where the codec stores no colour description, or the encoder
  /// already writes the right one.
  ///
  /// - Parameter given: the description that the encoder was given.
  static func filter(
    _ colorDescription: ColorDescription, given: ColorDescription, for parameters: CodecParameters,
    timeBase: TimeBase
  ) throws -> BitstreamFilter? {
    // Encoders of VP9 and AV1 do not write every part of the description.
    let isWritten =
      [AV_CODEC_ID_H264, AV_CODEC_ID_HEVC].contains(parameters.id) && colorDescription.isWritten(by: given)
    guard !isWritten, let (name, options) = description(colorDescription, parameters.id) else {
      return nil
    }
    return try BitstreamFilter(name, options: options, parameters: parameters, timeBase: timeBase)
  }

  private static func description(_ colorDescription: ColorDescription, _ codec: AVCodecID) -> (
    name: String, options: String
  )? {
    let isFull = colorDescription.range == AVCOL_RANGE_JPEG
    switch codec {
    case AV_CODEC_ID_H264, AV_CODEC_ID_HEVC:
      return h26x(colorDescription, isFull: isFull, isHEVC: codec == AV_CODEC_ID_HEVC)
    case AV_CODEC_ID_AV1:
      return (
        "av1_metadata",
        "color_primaries=\(colorDescription.primaries):transfer_characteristics=\(colorDescription.transfer)"
          + ":matrix_coefficients=\(colorDescription.matrix):color_range=\(isFull ? "pc" : "tv")"
      )
    case AV_CODEC_ID_VP9:
      return (
        "vp9_metadata", "color_space=\(vp9(colorDescription.matrix)):color_range=\(isFull ? "pc" : "tv")"
      )
    default: return nil
    }
  }

  private static func h26x(_ colorDescription: ColorDescription, isFull: Bool, isHEVC: Bool) -> (
    name: String, options: String
  ) {
    var options =
      "colour_primaries=\(colorDescription.primaries):transfer_characteristics=\(colorDescription.transfer)"
      + ":matrix_coefficients=\(colorDescription.matrix):video_full_range_flag=\(isFull ? 1 : 0)"
    // libavutil numbers chroma sample locations from 1, the bitstream from 0.
    if colorDescription.chromaLocation.rawValue > 0 {
      options += ":chroma_sample_loc_type=\(colorDescription.chromaLocation.rawValue - 1)"
    }
    // The filter cannot parse every mastering SEI message of HEVC. They are removed; the container stores
    // the data.
    return isHEVC
      ? ("filter_units=remove_types=39-40,hevc_metadata", options) : ("h264_metadata", options)
  }

  /// VP9's names of matrix coefficients (VP9 bitstream specification, section 7.2.2).
  private static func vp9(_ matrix: UInt32) -> String {
    switch matrix {
    case AVCOL_SPC_BT709.rawValue: "bt709"
    case AVCOL_SPC_BT470BG.rawValue: "bt601"
    case AVCOL_SPC_SMPTE170M.rawValue: "smpte170"
    case AVCOL_SPC_SMPTE240M.rawValue: "smpte240"
    case AVCOL_SPC_BT2020_NCL.rawValue, AVCOL_SPC_BT2020_CL.rawValue: "bt2020"
    default: "unknown"
    }
  }
}
