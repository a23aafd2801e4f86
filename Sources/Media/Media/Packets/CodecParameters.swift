import CLibAV
import Core

/// The codec parameters of a track, with its codec headers (`AVCodecParameters`). Immutable after
/// initialization.
public final class CodecParameters: @unchecked Sendable {
  // Written in `init` only, and freed in `deinit`; libavformat and libavcodec copy them.
  let pointer: UnsafeMutablePointer<AVCodecParameters>

  /// Copies `original`, and applies `change` to the copy.
  init(
    _ original: UnsafePointer<AVCodecParameters>? = nil,
    change: (inout AVCodecParameters) -> Void = { _ in }
  ) throws {
    guard let pointer = avcodec_parameters_alloc() else { throw Self.noMemory }
    self.pointer = pointer
    if let original, avcodec_parameters_copy(pointer, original) < 0 { throw Self.noMemory }
    change(&pointer.pointee)
  }

  deinit {
    var pointer: UnsafeMutablePointer<AVCodecParameters>? = pointer
    avcodec_parameters_free(&pointer)
  }

  var id: AVCodecID { pointer.pointee.codec_id }
  var type: AVMediaType { pointer.pointee.codec_type }

  /// libavcodec's name of the codec, such as `h264`, `pcm_s16le` or `subrip`.
  public var codec: String { String(cString: avcodec_get_name(id)) }

  /// The codec's descriptive name, such as `H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10`.
  var longName: String { avcodec_descriptor_get(id)?.pointee.long_name.map { String(cString: $0) } ?? codec }

  /// Whether libavcodec knows the codec.
  var isKnown: Bool { id != AV_CODEC_ID_NONE }

  /// libavutil's name of the pixel format, such as `yuv420p10le`.
  var pixelFormat: String {
    av_get_pix_fmt_name(AVPixelFormat(pointer.pointee.format)).map { String(cString: $0) } ?? "unknown"
  }

  /// The codec's four-character code in the container; nil where it is not printable.
  var fourCC: String? {
    let tag = pointer.pointee.codec_tag
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: tag >> (8 * $0)) }
    return bytes.allSatisfy { (0x20...0x7E).contains($0) } ? String(decoding: bytes, as: UTF8.self) : nil
  }

  var extradata: [UInt8] {
    guard let data = pointer.pointee.extradata else { return [] }
    return Array(UnsafeBufferPointer(start: data, count: Int(pointer.pointee.extradata_size)))
  }

  private static var noMemory: UserError {
    UserError(.internalFailure, "codec parameters", "cannot be copied", detail: "out of memory")
  }
}

extension AVCodecParameters {
  /// Replaces the codec headers (extradata).
  mutating func setExtradata(_ bytes: [UInt8]) {
    av_free(extradata)
    (extradata, extradata_size) = (nil, 0)
    guard !bytes.isEmpty,
      let memory = av_mallocz(bytes.count + Int(AV_INPUT_BUFFER_PADDING_SIZE))
    else { return }
    bytes.withUnsafeBytes {
      memory.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(memory), byteCount: $0.count)
    }
    extradata = memory.assumingMemoryBound(to: UInt8.self)
    extradata_size = Int32(bytes.count)
  }
}
