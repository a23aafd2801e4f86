import CLibAV
import Core

/// The parsed `mux` line of a profile: libavformat's name of a muxer, and its options.
struct MuxSpecification: Sendable {
  let profile: String
  let format: String
  let options: [(key: String, value: String)]

  init(_ profile: EncodeProfile) throws {
    self.profile = profile.name
    let parts = profile.mux.split(separator: " ").map(String.init)
    format = parts.first ?? ""
    options = try parts.dropFirst().map { word in
      guard let equals = word.firstIndex(of: "=") else {
        throw UserError(
          .configuration, "profile \(profile.name)", "mux: '\(word)' is not an option",
          remedy: "write options as key=value, as 'ffmpeg -h muxer=\(parts.first ?? "mp4")' lists them")
      }
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
    guard av_guess_format(format, nil, nil) != nil else {
      throw UserError(
        .configuration, "profile \(profile.name)", "mux: unknown muxer '\(format)'",
        remedy:
          "use one of libavformat's, such as mp4, mov, matroska, webm or mpegts; 'ffmpeg -muxers' lists them"
      )
    }
  }

  /// Whether the output is MP4 or QuickTime.
  var isMovie: Bool { ["mp4", "mov", "3gp", "3g2", "ipod", "psp"].contains(format) }
  /// Whether the output is Matroska or WebM.
  var isMatroska: Bool { ["matroska", "webm"].contains(format) }
  /// Whether the output is an MPEG transport stream.
  var isTransport: Bool { format == "mpegts" }
  /// Whether the output is fragmented.
  var isFragmented: Bool { options.contains { $0.key.hasPrefix("frag_") || $0.value.contains("frag_") } }

  /// Whether the container can hold a codec.
  func holds(_ codec: AVCodecID) -> Bool { Self.canHold(format, codec) }

  /// Whether one of libavformat's containers can hold a codec.
  static func canHold(_ format: String, _ codec: AVCodecID) -> Bool {
    guard let muxer = av_guess_format(format, nil, nil) else { return false }
    // libavformat checks these only when it writes the header.
    if format == "webm" {
      return [
        AV_CODEC_ID_VP8, AV_CODEC_ID_VP9, AV_CODEC_ID_AV1, AV_CODEC_ID_OPUS, AV_CODEC_ID_VORBIS,
        AV_CODEC_ID_WEBVTT,
      ].contains(codec)
    }
    if format == "mpegts" {
      return [
        AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_MPEG2VIDEO, AV_CODEC_ID_MPEG4, AV_CODEC_ID_AAC,
        AV_CODEC_ID_AAC_LATM, AV_CODEC_ID_MP2, AV_CODEC_ID_MP3, AV_CODEC_ID_AC3, AV_CODEC_ID_EAC3,
        AV_CODEC_ID_DTS,
        AV_CODEC_ID_TRUEHD, AV_CODEC_ID_OPUS, AV_CODEC_ID_DVB_SUBTITLE, AV_CODEC_ID_DVB_TELETEXT,
      ].contains(codec)
    }
    return avformat_query_codec(muxer, codec, FF_COMPLIANCE_EXPERIMENTAL) == 1
  }

  func unusable(_ what: String, detail: String? = nil) -> UserError {
    UserError(
      .configuration, "profile \(profile)", "its container (\(format)) \(what)",
      remedy: "try another --profile; mkv supports nearly all codecs", detail: detail)
  }
}
