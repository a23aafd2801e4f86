import CLibAV

/// Detects packets of an H.264 video that complete the frame of the previous packet: the second of two
/// separately coded fields (Rec. ITU-T H.264, section 3.30, "complementary field pair"). Such packets give no
/// frame of their own.
final class FieldPairDetector {
  private let parser: UnsafeMutablePointer<AVCodecParserContext>
  private var context: UnsafeMutablePointer<AVCodecContext>?
  /// The first field of an incomplete pair.
  private var alone: AVPictureStructure?

  /// - Returns: nil for other codecs, whose packets contain both fields.
  init?(_ parameters: CodecParameters) {
    guard parameters.id == AV_CODEC_ID_H264, let parser = av_parser_init(Int32(parameters.id.rawValue)) else {
      return nil
    }
    self.parser = parser
    parser.pointee.flags |= PARSER_FLAG_COMPLETE_FRAMES
    context = avcodec_alloc_context3(nil)
    avcodec_parameters_to_context(context, parameters.pointer)
  }

  deinit {
    av_parser_close(parser)
    avcodec_free_context(&context)
  }

  /// Whether the next packet in decoding order is a second field.
  func isSecond(_ packet: DemuxedPacket) -> Bool {
    var (bytes, count): (UnsafeMutablePointer<UInt8>?, Int32) = (nil, 0)
    let (none, data) = (fv_av_no_pts(), packet.pointer.pointee)
    parser.pointee.picture_structure = AV_PICTURE_STRUCTURE_UNKNOWN
    av_parser_parse2(parser, context, &bytes, &count, data.data, data.size, none, none, -1)
    let structure = parser.pointee.picture_structure
    let isField = [AV_PICTURE_STRUCTURE_TOP_FIELD, AV_PICTURE_STRUCTURE_BOTTOM_FIELD].contains(structure)
    let isSecond = isField && alone.map { $0 != structure } ?? false
    alone = isField && !isSecond ? structure : nil
    return isSecond
  }
}

/// Detects H.264 key pictures that are not IDR pictures: decoding can begin there, although later pictures
/// may refer to pictures before them (Rec. ITU-T H.264, sections 7.4.1.2.4 and D.2.8). Decoders may output no
/// frame for the first.
enum RecoveryPoint {
  /// Whether a key picture is a recovery point.
  static func isRecoveryPoint(_ packet: DemuxedPacket, _ parameters: CodecParameters) -> Bool {
    guard parameters.id == AV_CODEC_ID_H264 else { return false }
    let units = NALUnits(parameters.extradata).ranges(in: packet.bytes) ?? []
    return !units.contains { packet.bytes[$0.lowerBound] & 0x1F == NALUnits.Kind.idr }
  }
}
