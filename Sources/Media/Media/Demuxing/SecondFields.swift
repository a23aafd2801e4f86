import CLibAV

/// Tells which packets of an H.264 video complete the frame of the packet before: the second of two fields that are
/// coded each by itself (Rec. ITU-T H.264, section 3.30, "complementary field pair"). They give no picture of their own.
final class SecondFields {
  private let parser: UnsafeMutablePointer<AVCodecParserContext>
  private var context: UnsafeMutablePointer<AVCodecContext>?
  /// The field that is still alone.
  private var alone: AVPictureStructure?

  /// - Returns: nil for other codecs, whose fields come together in a packet.
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

  /// Takes the next packet in the order of decoding.
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
