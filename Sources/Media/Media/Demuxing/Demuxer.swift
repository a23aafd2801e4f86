import CLibAV
import Core
import Geometry

/// Demuxes a container with libavformat. Not thread-safe: used on one thread.
final class Demuxer {
  let context: UnsafeMutablePointer<AVFormatContext>
  private let buffer: InputBuffer
  let name: String
  private let damage: DemuxerDamage

  /// The allowed demuxers. Playlists and other formats that reference further files are excluded.
  private static let formats = [
    "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "mpegts", "mpeg", "mpegvideo", "flv", "asf", "ogg",
    "mxf", "dv",
    "h264", "hevc", "m4v", "ivf", "obu", "av1", "nut", "yuv4mpegpipe", "mjpeg", "gif", "jpeg_pipe",
    "png_pipe", "wav",
    "mp3", "aac", "flac", "rm", "vc1", "h263", "gxf",
  ].joined(separator: ",")

  /// Opens a container and its streams. The input must outlive the demuxer.
  ///
  /// - Parameter readsAhead: also read packets, for stream information that the header lacks
  ///   (`avformat_find_stream_info`).
  init(_ input: any DemuxerInput, readsAhead: Bool = true) throws {
    LibAV.start()
    name = input.name
    buffer = try InputBuffer(input)
    guard let context = avformat_alloc_context() else {
      throw UserError(.internalFailure, name, "cannot be read", detail: "out of memory")
    }
    context.pointee.pb = buffer.context
    context.pointee.flags |= AVFMT_FLAG_CUSTOM_IO
    fv_av_refuse_other_files(context)
    var options: OpaquePointer?
    av_dict_set(&options, "format_whitelist", Self.formats, 0)
    av_dict_set(&options, "protocol_whitelist", "", 0)
    defer { av_dict_free(&options) }
    var opened: UnsafeMutablePointer<AVFormatContext>? = context
    // On failure libavformat frees the context.
    let status = avformat_open_input(&opened, nil, nil, &options)
    guard status >= 0, let opened else { throw Self.failure(buffer, name, status) }
    self.context = opened
    // Errors in the header are not counted: unknown elements there do no harm.
    damage = DemuxerDamage(opened)
    let found = readsAhead ? avformat_find_stream_info(opened, nil) : 0
    if found < 0 || buffer.failure != nil { throw Self.failure(buffer, name, found) }
  }

  deinit {
    damage.forget()
    var closing: UnsafeMutablePointer<AVFormatContext>? = context
    avformat_close_input(&closing)
  }

  var streams: [UnsafeMutablePointer<AVStream>] {
    (0..<Int(context.pointee.nb_streams)).compactMap { context.pointee.streams[$0] }
  }

  /// How many damaged sections of packet data were skipped (Matroska only). Other containers index their
  /// packets or flag damaged ones, and some report errors after the last packet, too.
  var gaps: Int { format.hasPrefix("matroska") ? damage.count : 0 }

  /// libavformat's name of the container, such as `mov,mp4,m4a,3gp,3g2,mj2`.
  var format: String { context.pointee.iformat.map { String(cString: $0.pointee.name) } ?? "" }

  /// Whether timestamps may restart in mid-stream, as in concatenated recordings (transport and program
  /// streams).
  var allowsDiscontinuities: Bool { (context.pointee.iformat?.pointee.flags ?? 0) & AVFMT_TS_DISCONT != 0 }

  /// The next packet of any stream, or nil after the last.
  func next() throws -> DemuxedPacket? {
    let packet = try DemuxedPacket()
    let status = av_read_frame(context, packet.pointer)
    if let failure = buffer.failure { throw failure }
    if status >= 0 { return packet }
    if status == fv_av_eof() { return nil }
    // On an error reading ends here: `CompletenessCheck` compares with the index to find out how much is
    // missing.
    return nil
  }

  private static func failure(_ buffer: InputBuffer, _ name: String, _ status: Int32) -> any Error {
    if let failure = buffer.failure { return failure }
    return UserError(
      .invalidInput, name, "is not a video in a known container format, or is damaged",
      remedy: "check it with: ffprobe IN", detail: LibAV.text(status))
  }
}

/// A packet as read by a demuxer. Owns its AVPacket.
final class DemuxedPacket {
  let pointer: UnsafeMutablePointer<AVPacket>

  init() throws {
    guard let pointer = av_packet_alloc() else {
      throw UserError(.internalFailure, "packet", "cannot be allocated", detail: "out of memory")
    }
    self.pointer = pointer
  }

  /// A packet that shares the payload and has its own timestamps.
  convenience init(copying other: DemuxedPacket) throws {
    try self.init()
    guard av_packet_ref(pointer, other.pointer) >= 0 else {
      throw UserError(.internalFailure, "packet", "cannot be copied", detail: "out of memory")
    }
  }

  /// A packet with an uninitialized payload.
  convenience init(size: Int) throws {
    try self.init()
    guard let size = Int32(exactly: size), av_new_packet(pointer, size) >= 0 else {
      throw UserError(.internalFailure, "packet", "cannot be allocated", detail: "out of memory")
    }
  }

  deinit {
    var pointer: UnsafeMutablePointer<AVPacket>? = pointer
    av_packet_free(&pointer)
  }

  var stream: Int { Int(pointer.pointee.stream_index) }
  var count: Int { Int(pointer.pointee.size) }
  var isDiscarded: Bool { pointer.pointee.flags & AV_PKT_FLAG_DISCARD != 0 }
  var isKey: Bool {
    get { pointer.pointee.flags & AV_PKT_FLAG_KEY != 0 }
    set {
      if newValue {
        pointer.pointee.flags |= AV_PKT_FLAG_KEY
      } else {
        pointer.pointee.flags &= ~AV_PKT_FLAG_KEY
      }
    }
  }
  var isCorrupt: Bool { pointer.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 }
}

extension DemuxedPacket {
  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: pointer.pointee.data, count: count)
  }

  /// Whether it is encrypted: it has encryption side data (Common Encryption, ISO/IEC 23001-7).
  var isEncrypted: Bool { av_packet_get_side_data(pointer, AV_PKT_DATA_ENCRYPTION_INFO, nil) != nil }

  /// Whether it brings new codec headers (extradata).
  var hasNewHeaders: Bool { av_packet_get_side_data(pointer, AV_PKT_DATA_NEW_EXTRADATA, nil) != nil }

  /// Removes and returns new codec headers (extradata) that apply from this packet on.
  func takeNewHeaders() -> [UInt8]? {
    let count = Int(pointer.pointee.side_data_elems)
    guard let all = pointer.pointee.side_data,
      let place = (0..<count).first(where: { all[$0].type == AV_PKT_DATA_NEW_EXTRADATA })
    else { return nil }
    let headers = Array(UnsafeBufferPointer(start: all[place].data, count: all[place].size))
    av_free(all[place].data)
    for later in place + 1..<max(count, place + 1) { all[later - 1] = all[later] }
    pointer.pointee.side_data_elems -= 1
    return headers
  }

  /// Whether a decoder may output no frame for the packet: an invisible reference frame (VP8's show_frame,
  /// bit 4 of the first byte: RFC 6386, section 9.1), a repeated frame (MPEG-4's "not coded"), or a header
  /// packet between frames (Theora I Specification, section 6.1), as in concatenated files.
  func mayProduceNoFrame(_ codec: AVCodecID) -> Bool {
    switch codec {
    case AV_CODEC_ID_VP8: (bytes.first ?? 0) & 0x10 == 0
    case AV_CODEC_ID_MPEG4: count <= 8
    case AV_CODEC_ID_THEORA: count == 0 || bytes[0] & 0x80 != 0
    case AV_CODEC_ID_H264: count == 0
    default: count == 0 || pointer.pointee.pts == fv_av_no_pts()
    }
  }
}

// MARK: - Container properties

extension Demuxer {
  /// The metadata of the container, and of the programs in a transport stream.
  var metadata: [(key: String, value: String)] {
    let context = context.pointee
    return (0..<Int(context.nb_programs)).reduce(into: LibAV.entries(context.metadata)) { tags, place in
      tags += LibAV.entries(context.programs[place]?.pointee.metadata)
    }
  }

  /// The earliest start time of any stream.
  var earliestTime: MediaTime? {
    streams.compactMap { stream in
      TimeBase(stream.pointee.time_base).flatMap { $0.time(stream.pointee.start_time) }
    }.min()
  }

  /// The duration that the container states; nil where libavformat only estimates it from the bit rate.
  var duration: MediaTime? {
    let whole = context.pointee
    guard whole.duration > 0, whole.duration_estimation_method != AVFMT_DURATION_FROM_BITRATE else {
      return nil
    }
    // Some muxers write the end time instead of the duration. Taken as a duration, the value holds for both.
    return TimeBase(ticksPerSecond: 1_000_000).time(whole.duration)
  }

  var chapters: [Chapter] {
    (0..<Int(context.pointee.nb_chapters)).compactMap { place in
      context.pointee.chapters[place].flatMap { Chapter($0.pointee) }
    }
  }
}
