import CLibAV
import Geometry

/// Writes a container with libavformat. Not thread-safe: used on one thread.
final class Muxer {
  private let muxerFormat: UnsafePointer<AVOutputFormat>
  let context: UnsafeMutablePointer<AVFormatContext>
  let output: OutputBuffer
  let specification: MuxSpecification
  private var lastTicks: [Int: Int64] = [:]
  private var lastDTS: [Int: Int64] = [:]
  /// The encoder delay to add to a track's timestamps: Opus in Matroska (CodecDelay, RFC 9559, section
  /// 5.1.4.1.25). FFmpeg 5.1's demuxer subtracts it, and its muxer does not add it.
  private var delays: [Int: MediaTime] = [:]
  /// The number of packets of each track that precede the earliest timestamp that the container can store.
  private(set) var early: [Int: Int] = [:]
  /// The number of packets written so far, of each track.
  private(set) var packetCounts: [Int: UInt64] = [:]
  /// Bytes reserved for an MP4's index (`moov`) before its media data; `Muxer+MoovPlacement.swift` sets and uses it.
  var reservedMoovBytes: UInt64 = 0
  /// Whether an MP4's index precedes its media data; nil for other containers. `finish` decides it.
  var isMoovFirst: Bool?
  /// Takes the packets instead of the container; nil unless a piece is written.
  var piece: PieceWriter?
  /// Whether packets come in the order of the file; otherwise libavformat interleaves them.
  var comesInterleaved = false

  init(_ specification: MuxSpecification, output: OutputBuffer) throws {
    self.specification = specification
    self.output = output
    var made: UnsafeMutablePointer<AVFormatContext>?
    guard avformat_alloc_output_context2(&made, nil, specification.format, nil) >= 0, let made,
      let format = made.pointee.oformat
    else { throw specification.unusable("cannot be created") }
    context = made
    muxerFormat = UnsafePointer(format)
    made.pointee.pb = output.context
    // Reproducible output: no version, date or random number is written.
    made.pointee.flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT
    // libavformat must not shift timestamps; `tick` handles those that a container cannot store.
    made.pointee.avoid_negative_ts = 0
    // libavformat still treats some standardised mappings, such as TrueHD in MP4, as experimental.
    made.pointee.strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL
  }

  deinit { avformat_free_context(context) }

  /// Whether the container can store negative timestamps.
  var takesNegativeTimes: Bool { muxerFormat.pointee.flags & AVFMT_TS_NEGATIVE != 0 }
  /// Whether two packets of a track may have the same timestamp.
  private var takesEqualTimes: Bool { muxerFormat.pointee.flags & AVFMT_TS_NONSTRICT != 0 }

  /// Adds a track; returns its stream index.
  func add(
    _ parameters: CodecParameters, timeBase: TimeBase, metadata: [(key: String, value: String)],
    disposition: Int32, sideData: [(kind: AVPacketSideDataType, bytes: [UInt8])], frameRate: AVRational?
  ) throws -> Int {
    guard let stream = avformat_new_stream(context, nil),
      avcodec_parameters_copy(stream.pointee.codecpar, parameters.pointer) >= 0
    else { throw specification.unusable("does not accept another track") }
    stream.pointee.time_base = timeBase.rational
    stream.pointee.metadata = LibAV.dictionary(metadata)
    stream.pointee.disposition = disposition
    stream.pointee.sample_aspect_ratio = parameters.pointer.pointee.sample_aspect_ratio
    if let frameRate, frameRate.num > 0 { stream.pointee.avg_frame_rate = frameRate }
    for data in sideData {
      guard let target = av_stream_new_side_data(stream, data.kind, data.bytes.count) else { continue }
      data.bytes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(start: target, count: $0.count).copyMemory(from: $0)
      }
    }
    let codec = parameters.pointer.pointee
    if codec.codec_id == AV_CODEC_ID_OPUS, codec.sample_rate > 0, specification.isMatroska {
      delays[Int(stream.pointee.index)] = TimeBase(ticksPerSecond: UInt32(codec.sample_rate)).time(
        Int64(codec.initial_padding))
    }
    return Int(stream.pointee.index)
  }

  /// Writes the container's header. No tracks can be added afterwards.
  func begin(
    metadata: [(key: String, value: String)], chapters: [Chapter], moovRoom: MoovRoom, timescale: UInt32
  ) throws {
    context.pointee.metadata = LibAV.dictionary(metadata)
    add(chapters)
    var options = LibAV.dictionary(specification.options)
    if specification.isMovie {
      av_dict_set(&options, "movie_timescale", "\(timescale)", 0)
      av_dict_set(&options, "video_track_timescale", "\(timescale)", 0)
      reserve(moovRoom, &options)
    }
    defer { av_dict_free(&options) }
    let status = avformat_write_header(context, &options)
    try check(status, "cannot hold these tracks")
    if let unknown = LibAV.entries(options).first {
      throw specification.unusable("has no option '\(unknown.key)'")
    }
  }

  /// A track's time base, which the muxer may have changed.
  func timeBase(of track: Int) -> TimeBase {
    TimeBase(context.pointee.streams[track]?.pointee.time_base ?? fv_av_rational(1, 90_000))
      ?? TimeBase(ticksPerSecond: 90_000)
  }

  /// The output timestamp of a packet in ticks: rounded to the nearest tick, and raised where the container
  /// requires strictly increasing timestamps or cannot store negative ones.
  func tick(_ time: MediaTime, track: Int) -> Int64 {
    let base = timeBase(of: track)
    return raised(base.ticks(time), track: track)
  }

  /// A tick that the container can store after the one before it.
  func raised(_ wanted: Int64, track: Int) -> Int64 {
    let base = timeBase(of: track)
    var tick = wanted
    let earliest = takesNegativeTimes ? Int64.min : -base.ticks(delays[track] ?? .zero)
    if tick < earliest {
      tick = earliest
      early[track, default: 0] += 1
    }
    if let last = lastTicks[track], tick <= last {
      tick = takesEqualTimes ? max(tick, last) : last + 1
    }
    lastTicks[track] = tick
    return tick
  }

  /// Writes a packet. All times are in the track's time base.
  func write(_ packet: DemuxedPacket, pts: Int64, dts: Int64, duration: Int64, track: Int)
    throws
  {
    try checkDistances(pts: pts, dts: dts, duration: duration, track)
    if let piece {
      return try piece.add(
        packet, pts: pts, dts: dts, duration: duration, track: track, base: timeBase(of: track))
    }
    packet.pointer.pointee.stream_index = Int32(track)
    let delay = delays[track].map(timeBase(of: track).ticks) ?? 0
    packet.pointer.pointee.pts = pts + delay
    packet.pointer.pointee.dts = dts + delay
    packet.pointer.pointee.duration = duration
    packet.pointer.pointee.pos = -1
    packetCounts[track, default: 0] += 1
    let status =
      comesInterleaved
      ? av_write_frame(context, packet.pointer) : av_interleaved_write_frame(context, packet.pointer)
    try check(status, "does not accept a packet of track \(track)")
  }

  /// Throws for timestamps that MP4 cannot store: the distance between packets, and between the DTS and PTS
  /// of a packet, has 32 bits (ISO/IEC 14496-12, section 8.6.1), which readers take as signed.
  private func checkDistances(pts: Int64, dts: Int64, duration: Int64, _ track: Int) throws {
    guard specification.isMovie else { return }
    let before = lastDTS.updateValue(dts, forKey: track) ?? dts
    let base = timeBase(of: track)
    for distance in [dts - before, pts - dts, duration]
    where Int32(exactly: distance) == nil {
      throw specification.unusable(
        "cannot store an interval of \(base.time(distance) ?? .zero) between packets of track \(track), at "
          + "\(base.time(pts) ?? .zero); the input's timestamps jump there")
    }
  }

  /// Flushes the interleaving queue, and writes the index.
  func finish() throws {
    try check(av_interleaved_write_frame(context, nil), "cannot be finalized")
    output.startFinalization()
    try placeMoov()
    try check(av_write_trailer(context), "cannot be finalized")
    avio_flush(context.pointee.pb)
    try check(0, "cannot be finalized")
  }

  private func add(_ chapters: [Chapter]) {
    guard !chapters.isEmpty else { return }
    let list = UnsafeMutablePointer<UnsafeMutablePointer<AVChapter>?>(
      OpaquePointer(av_calloc(chapters.count, MemoryLayout<UnsafeMutablePointer<AVChapter>>.stride)))
    for (place, chapter) in chapters.enumerated() {
      guard let made = av_mallocz(MemoryLayout<AVChapter>.size)?.assumingMemoryBound(to: AVChapter.self)
      else { continue }
      made.pointee.id = Int64(place)
      made.pointee.time_base = fv_av_rational(1, 1_000_000_000)
      made.pointee.start = chapter.start.nanoseconds
      made.pointee.end = chapter.end.nanoseconds
      made.pointee.metadata = LibAV.dictionary(chapter.metadata.filter { $0.key == "title" })
      list?[place] = made
    }
    context.pointee.chapters = list
    context.pointee.nb_chapters = UInt32(chapters.count)
  }

  /// Throws the sink's error, or the error of a negative AVERROR code.
  private func check(_ status: Int32, _ what: String) throws {
    if let failure = output.failure { throw failure }
    guard status < 0 else { return }
    throw specification.unusable(what, detail: LibAV.text(status))
  }
}
