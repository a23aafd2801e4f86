import CGStreamer
import CLibAV

/// Maps libavcodec's codec ids to GStreamer's caps of coded video, for the input of decoders and the output
/// of encoders.
struct CodedVideoCaps {
  let codec: AVCodecID
  /// The caps without size, frame rate and codec headers.
  let caps: String
  /// The decoder elements in order of preference.
  let decoders: [String]

  /// FFmpeg's decoders come first: they decode damaged and unusual streams, and report damage.
  static let all: [CodedVideoCaps] = [
    .init(
      codec: AV_CODEC_ID_H264, caps: "video/x-h264, alignment=au", decoders: ["avdec_h264", "openh264dec"]),
    .init(
      codec: AV_CODEC_ID_HEVC, caps: "video/x-h265, alignment=au", decoders: ["avdec_h265", "libde265dec"]),
    .init(codec: AV_CODEC_ID_VP8, caps: "video/x-vp8", decoders: ["avdec_vp8", "vp8dec"]),
    .init(
      codec: AV_CODEC_ID_VP9, caps: "video/x-vp9, alignment=super-frame", decoders: ["avdec_vp9", "vp9dec"]),
    .init(
      codec: AV_CODEC_ID_AV1, caps: "video/x-av1, stream-format=obu-stream, alignment=tu",
      decoders: ["dav1ddec", "av1dec"]),
    .init(
      codec: AV_CODEC_ID_MPEG2VIDEO, caps: "video/mpeg, mpegversion=2, systemstream=false, parsed=true",
      decoders: ["avdec_mpeg2video", "mpeg2dec"]),
    .init(
      codec: AV_CODEC_ID_MPEG1VIDEO, caps: "video/mpeg, mpegversion=1, systemstream=false, parsed=true",
      decoders: ["avdec_mpeg2video", "mpeg2dec"]),
    .init(
      codec: AV_CODEC_ID_MPEG4, caps: "video/mpeg, mpegversion=4, systemstream=false, parsed=true",
      decoders: ["avdec_mpeg4"]),
    .init(codec: AV_CODEC_ID_MJPEG, caps: "image/jpeg, parsed=true", decoders: ["avdec_mjpeg", "jpegdec"]),
    .init(codec: AV_CODEC_ID_THEORA, caps: "video/x-theora", decoders: ["theoradec"]),
    .init(codec: AV_CODEC_ID_PNG, caps: "image/png", decoders: ["pngdec", "avdec_png"]),
    .init(codec: AV_CODEC_ID_GIF, caps: "image/gif", decoders: ["avdec_gif"]),
    .init(codec: AV_CODEC_ID_PRORES, caps: "video/x-prores", decoders: ["avdec_prores"]),
    .init(codec: AV_CODEC_ID_DNXHD, caps: "video/x-dnxhd", decoders: ["avdec_dnxhd"]),
    .init(codec: AV_CODEC_ID_FFV1, caps: "video/x-ffv, ffvversion=1", decoders: ["avdec_ffv1"]),
    .init(codec: AV_CODEC_ID_DVVIDEO, caps: "video/x-dv, systemstream=false", decoders: ["avdec_dvvideo"]),
    .init(codec: AV_CODEC_ID_H263, caps: "video/x-h263, variant=itu", decoders: ["avdec_h263"]),
    .init(codec: AV_CODEC_ID_H263P, caps: "video/x-h263, variant=itu", decoders: ["avdec_h263p"]),
    .init(
      codec: AV_CODEC_ID_MSMPEG4V1, caps: "video/x-msmpeg, msmpegversion=41", decoders: ["avdec_msmpeg4v1"]),
    .init(
      codec: AV_CODEC_ID_MSMPEG4V2, caps: "video/x-msmpeg, msmpegversion=42", decoders: ["avdec_msmpeg4v2"]),
    .init(
      codec: AV_CODEC_ID_MSMPEG4V3, caps: "video/x-msmpeg, msmpegversion=43", decoders: ["avdec_msmpeg4"]),
    .init(codec: AV_CODEC_ID_WMV1, caps: "video/x-wmv, wmvversion=1", decoders: ["avdec_wmv1"]),
    .init(codec: AV_CODEC_ID_WMV2, caps: "video/x-wmv, wmvversion=2", decoders: ["avdec_wmv2"]),
    .init(codec: AV_CODEC_ID_WMV3, caps: "video/x-wmv, wmvversion=3, format=WMV3", decoders: ["avdec_wmv3"]),
    .init(codec: AV_CODEC_ID_VC1, caps: "video/x-wmv, wmvversion=3, format=WVC1", decoders: ["avdec_vc1"]),
    .init(codec: AV_CODEC_ID_HUFFYUV, caps: "video/x-huffyuv", decoders: ["avdec_huffyuv"]),
    .init(codec: AV_CODEC_ID_SVQ3, caps: "video/x-svq, svqversion=3", decoders: ["avdec_svq3"]),
    .init(codec: AV_CODEC_ID_CINEPAK, caps: "video/x-cinepak", decoders: ["avdec_cinepak"]),
    .init(codec: AV_CODEC_ID_QTRLE, caps: "video/x-rle, layout=quicktime", decoders: ["avdec_qtrle"]),
    .init(codec: AV_CODEC_ID_FLV1, caps: "video/x-flash-video, flvversion=1", decoders: ["avdec_flv"]),
  ]

  static func of(_ codec: AVCodecID) -> CodedVideoCaps? { all.first { $0.codec == codec } }

  /// The codec of an encoder's output caps; nil when they match no entry.
  static func codec(of caps: UnsafeMutablePointer<GstCaps>) -> AVCodecID? {
    all.first { entry in
      guard let own: UnsafeMutablePointer<GstCaps> = gst_caps_from_string(entry.caps) else { return false }
      defer { fv_caps_unref(own) }
      return gst_caps_can_intersect(own, caps) != 0
    }?.codec
  }

  /// The sink caps of a decoder for a stream, with size and codec headers of the container. The caller owns
  /// them.
  func forDecoder(_ parameters: CodecParameters) -> UnsafeMutablePointer<GstCaps>? {
    let extradata = parameters.extradata
    let text = "\(caps)\(streamFormat(extradata))\(variant(parameters))"
    guard let made: UnsafeMutablePointer<GstCaps> = gst_caps_from_string(text) else { return nil }
    let stream = parameters.pointer.pointee
    fv_caps_set_int(made, "width", stream.width)
    fv_caps_set_int(made, "height", stream.height)
    if codec == AV_CODEC_ID_QTRLE { fv_caps_set_int(made, "depth", stream.bits_per_coded_sample) }
    // Theora's headers are sent as separate buffers before the first frame (`XiphHeaders`).
    if codec == AV_CODEC_ID_THEORA { return made }
    let isAnnexB = extradata.first == 0 && (codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_HEVC)
    if !extradata.isEmpty, !isAnnexB {
      let buffer = gst_buffer_new_memdup(extradata, gsize(extradata.count))
      fv_caps_set_buffer(made, "codec_data", buffer)
      fv_buffer_unref(buffer)
    }
    return made
  }

  /// Whether the NAL units of H.264 and HEVC have length prefixes (ISO/IEC 14496-15) or start codes. A
  /// configuration record, whose first byte is 1, means length prefixes.
  private func streamFormat(_ extradata: [UInt8]) -> String {
    switch codec {
    case AV_CODEC_ID_H264: ", stream-format=" + (extradata.first == 1 ? "avc" : "byte-stream")
    case AV_CODEC_ID_HEVC: ", stream-format=" + (extradata.first == 1 ? "hvc1" : "byte-stream")
    default: ""
    }
  }

  /// The ProRes variant, which only the container states.
  private func variant(_ parameters: CodecParameters) -> String {
    guard codec == AV_CODEC_ID_PRORES else { return "" }
    let variants = [
      "apch": "hq", "apcs": "lt", "apco": "proxy", "ap4h": "4444", "ap4x": "4444xq", "apcn": "standard",
    ]
    return ", variant=" + (parameters.fourCC.flatMap { variants[$0] } ?? "standard")
  }
}

/// The pixel formats that the decoders of gst-libav 1.22 can output. With any other format they create caps
/// of an unknown format, which aborts the process.
enum DecodablePixelFormats {
  private static let formats: [AVPixelFormat] = [
    AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUV444P,
    AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUV411P, AV_PIX_FMT_YUVJ411P, AV_PIX_FMT_YUV410P, AV_PIX_FMT_YUYV422,
    AV_PIX_FMT_UYVY422, AV_PIX_FMT_YUVA420P, AV_PIX_FMT_NV12, AV_PIX_FMT_NV21, AV_PIX_FMT_GRAY8,
    AV_PIX_FMT_GRAY16LE, AV_PIX_FMT_GRAY16BE, AV_PIX_FMT_PAL8, AV_PIX_FMT_RGB24, AV_PIX_FMT_BGR24,
    AV_PIX_FMT_RGBA, AV_PIX_FMT_BGRA, AV_PIX_FMT_ARGB, AV_PIX_FMT_ABGR, AV_PIX_FMT_RGB0, AV_PIX_FMT_BGR0,
    AV_PIX_FMT_0RGB, AV_PIX_FMT_0BGR, AV_PIX_FMT_RGB565LE, AV_PIX_FMT_RGB555LE,
    AV_PIX_FMT_GBRP, AV_PIX_FMT_GBRAP, AV_PIX_FMT_GBRP10LE, AV_PIX_FMT_GBRP10BE, AV_PIX_FMT_GBRAP10LE,
    AV_PIX_FMT_GBRAP10BE, AV_PIX_FMT_GBRP12LE, AV_PIX_FMT_GBRP12BE, AV_PIX_FMT_GBRAP12LE,
    AV_PIX_FMT_GBRAP12BE, AV_PIX_FMT_YUV420P10LE, AV_PIX_FMT_YUV420P10BE, AV_PIX_FMT_YUV422P10LE,
    AV_PIX_FMT_YUV422P10BE, AV_PIX_FMT_YUV444P10LE, AV_PIX_FMT_YUV444P10BE, AV_PIX_FMT_YUVA420P10LE,
    AV_PIX_FMT_YUVA420P10BE, AV_PIX_FMT_YUVA422P10LE, AV_PIX_FMT_YUVA422P10BE, AV_PIX_FMT_YUVA444P10LE,
    AV_PIX_FMT_YUVA444P10BE, AV_PIX_FMT_YUV420P12LE, AV_PIX_FMT_YUV420P12BE, AV_PIX_FMT_YUV422P12LE,
    AV_PIX_FMT_YUV422P12BE, AV_PIX_FMT_YUV444P12LE, AV_PIX_FMT_YUV444P12BE, AV_PIX_FMT_P010LE,
  ]
  private static let known = Set(formats.map(\.rawValue))

  /// Whether an element can decode a track's pixel format. Accepts tracks whose format is unknown, and
  /// ProRes, whose decoder selects the format by a four-character code that GStreamer does not pass on.
  static func allow(_ parameters: CodecParameters, by element: String) -> Bool {
    let format = parameters.pointer.pointee.format
    return parameters.id == AV_CODEC_ID_PRORES || !element.hasPrefix("avdec_") || format < 0
      || known.contains(format)
  }
}
