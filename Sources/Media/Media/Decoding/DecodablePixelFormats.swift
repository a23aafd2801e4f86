import CLibAV

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
