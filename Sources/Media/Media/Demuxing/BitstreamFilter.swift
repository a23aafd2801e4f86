import CLibAV
import Core

/// A bitstream filter of libavcodec that outputs one packet for each input packet.
final class BitstreamFilter {
  private let context: UnsafeMutablePointer<AVBSFContext>
  private let name: String

  /// - Parameter options: in the form `key=value:key=value`.
  init(_ name: String, options: String = "", parameters: CodecParameters, timeBase: TimeBase) throws {
    self.name = name
    var made: UnsafeMutablePointer<AVBSFContext>?
    let description = options.isEmpty ? name : "\(name)=\(options)"
    guard av_bsf_list_parse_str(description, &made) >= 0, let made else {
      throw UserError(
        .configuration, name, "libavcodec does not provide this bitstream filter",
        remedy: "install FFmpeg's libraries with all bitstream filters")
    }
    context = made
    avcodec_parameters_copy(made.pointee.par_in, parameters.pointer)
    made.pointee.time_base_in = timeBase.rational
    guard av_bsf_init(made) >= 0 else {
      throw UserError(.internalFailure, name, "does not accept \(parameters.codec)")
    }
  }

  deinit {
    var context: UnsafeMutablePointer<AVBSFContext>? = context
    av_bsf_free(&context)
  }

  /// The codec parameters of the output.
  func output() throws -> CodecParameters { try CodecParameters(context.pointee.par_out) }

  /// Filters a packet in place.
  func apply(to packet: DemuxedPacket) throws {
    var status = av_bsf_send_packet(context, packet.pointer)
    if status >= 0 { status = av_bsf_receive_packet(context, packet.pointer) }
    guard status >= 0 else {
      throw UserError(.invalidInput, name, "a packet cannot be filtered", detail: LibAV.text(status))
    }
  }

  /// The filter that removes framing that only elementary streams have: AAC's ADTS headers (ISO/IEC 13818-7,
  /// 6.2), which other containers store once in the codec headers. Nil where a track needs none.
  static func unwrapping(_ track: InputTrack) throws -> BitstreamFilter? {
    let parameters = track.parameters
    guard parameters.id == AV_CODEC_ID_AAC, parameters.extradata.isEmpty else { return nil }
    return try BitstreamFilter("aac_adtstoasc", parameters: parameters, timeBase: track.timeBase)
  }
}
