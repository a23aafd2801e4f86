import CGStreamer
import Channels
import Geometry
import MovieBoxes

/// Reads a video: decoded frames and the packets of all other tracks, each with its time.
///
/// GStreamer decodes on its own threads. A frame or packet is handed out when asked for; when nobody asks,
/// GStreamer waits. There is one consumer for frames and one for each track. Blocking calls (opening,
/// stopping) run on this actor's own thread.
public actor MediaReader {
  private let executor = ThreadExecutor(name: "frameveil-read")
  /// The actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let input: MediaInput
  private let source: any MediaSource
  private let graph: DecodeGraph
  private var index: MovieIndex?
  private var isMatroska = false
  private var orientation: Orientation?
  private var video: Outlet?
  private var tracks: [Outlet] = []
  private var format: FrameFormat?
  private var firstFrame: Frame?
  /// Where the first displayed frame stands on the container's time line, in nanoseconds.
  private var zero: Int64 = 0
  private var frameCount = 0
  private var lastEnd = MediaTime.zero
  private var duration: MediaTime?

  /// Prepares a reader; nothing is decoded yet. Refuses files and pipes that cannot be read at all.
  public init(input: MediaInput, decodeThreads: Int = 1) throws {
    try GStreamerLibrary.start()
    self.input = input
    source =
      switch input {
      case .file(let path): try FileSource(path: path)
      case .standardInput: try StandardInputFeeder()
      case .ranges(let ranges): try RangeFeeder(ranges)
      }
    graph = try DecodeGraph(source: source.element, decodeThreads: decodeThreads)
  }

  deinit {
    source.stop()
    graph.stop()
  }

  /// Starts decoding and waits until every stream and the first frame are known. Ranges that cannot be read at
  /// all are refused before anything is decoded.
  public func open() async throws -> MediaDescription {
    let facts = try await source.inspect()
    (index, isMatroska, orientation) = (facts.index, facts.isMatroska, facts.orientation)
    if gst_element_set_state(graph.pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE {
      try check()
      throw MediaError(.invalidInput, input.name, "cannot be opened")
    }
    source.start(telling: graph.watch)
    while !graph.areAllKnown {
      try Task.checkCancellation()
      try check()
      await graph.bell.wait()
    }
    try check()
    await source.settle()
    return try await describe()
  }

  private func describe() async throws -> MediaDescription {
    let outlets = graph.outlets
    tracks = outlets.filter { $0.kind != .video }
    video = outlets.first { $0.kind == .video }
    guard let video else { throw noVideo }
    guard graph.videoStreams == 1 else {
      throw MediaError(
        .invalidInput, input.name, "has \(graph.videoStreams) video tracks, and only one can be worked on",
        remedy: "keep one, for example with: ffmpeg -i INPUT -map 0:v:0 -map 0:a? -c copy ONE.mp4")
    }
    firstFrame = try await pullFrame()
    guard let format, firstFrame != nil else {
      throw MediaError(.invalidInput, input.name, "has a video track without a single picture")
    }
    duration = knownDuration()
    return MediaDescription(
      format: format, orientation: orientation ?? Self.orientation(of: video),
      tracks: tracks.compactMap(Self.describe), duration: duration, start: MediaTime(nanoseconds: zero),
      timescale: index?.tracks.first { $0.kind == .video }?.timescale,
      sampleCounts: index?.tracks.map(\.sampleCount) ?? [], decoder: graph.decoder,
      container: graph.container, codec: graph.codec, leftOut: graph.leftOut)
  }

  private static func describe(_ outlet: Outlet) -> MediaDescription.Track? {
    guard case .track(let kind) = outlet.kind else { return nil }
    return MediaDescription.Track(kind: kind, caps: outlet.caps)
  }

  /// The next frame, or nil after the last. Throws when the input turns out to be damaged or cut short.
  public func nextFrame() async throws -> Frame? {
    if let frame = firstFrame {
      firstFrame = nil
      return frame
    }
    return try await pullFrame()
  }

  /// The next packet of a track (an index into the description's tracks), or nil after the last.
  public func nextPacket(track: Int) async throws -> Packet? {
    guard let sample = try await pull(tracks[track]) else { return nil }
    defer { fv_sample_unref(sample) }
    // A codec's headers can come as packets too; they are in the caps already.
    if let buffer = gst_sample_get_buffer(sample), fv_buffer_is_header(buffer) != 0 {
      return try await nextPacket(track: track)
    }
    guard let buffer = gst_sample_get_buffer(sample), let time = time(of: buffer, sample) else {
      throw MediaError(.invalidInput, input.name, "has a sound or text packet without a time")
    }
    let hidden = Self.hiddenStart(of: buffer, caps: gst_sample_get_caps(sample))
    let packet = Packet(
      owning: fv_buffer_ref(buffer), time: time - (isMatroska ? .zero : Outlet.lead) - hidden,
      shown: tracks[track].shown,
      duration: Self.duration(of: buffer))
    lastEnd = max(lastEnd, packet.time + (packet.duration ?? .zero))
    return packet
  }

  /// Whether everything came out that the container lists: as many pictures, and up to the length it says. A
  /// file that was cut off, or damaged inside, can end without any error.
  public func checkWhole() async throws {
    if var index {
      index.fragmentSamples = try await source.fragments() ?? index.fragmentSamples
      if let listed = index.pictureCount, frameCount < listed {
        throw MediaError(
          .invalidInput, input.name, "lists \(listed) pictures, but only \(frameCount) can be decoded",
          remedy: "it is damaged; repair it, or pass --allow-damaged to take what there is")
      }
    }
    try checkLength()
  }

  private func checkLength() throws {
    guard let duration else { return }
    let end = lastEnd + MediaTime(nanoseconds: zero)
    // Containers round, and the last picture's duration may be missing.
    let tolerance = MediaTime(seconds: max(1, duration.seconds * 0.005))
    guard end + tolerance < duration else { return }
    throw MediaError(
      .invalidInput, input.name, "is cut short: it ends at \(end), but should last \(duration)",
      remedy: "copy the file again from where it came, or pass --allow-damaged to take what there is")
  }

  /// Stops decoding; joins GStreamer's threads.
  public func close() {
    source.stop()
    graph.stop()
  }

  private func pullFrame() async throws -> Frame? {
    guard let video, let sample = try await pull(video) else { return nil }
    defer { fv_sample_unref(sample) }
    guard let buffer = gst_sample_get_buffer(sample), let caps = gst_sample_get_caps(sample) else {
      throw MediaError(.internalFailure, input.name, "gave a frame without a format")
    }
    try accept(caps)
    if firstFrame == nil, lastEnd == .zero { zero = streamTime(of: buffer, sample) ?? 0 }
    guard let format, let time = time(of: buffer, sample) else {
      throw MediaError(.invalidInput, input.name, "has a picture without a time")
    }
    let frame = Frame(
      owning: fv_buffer_ref(buffer), time: time, duration: Self.duration(of: buffer), format: format)
    frameCount += 1
    lastEnd = max(lastEnd, time + (frame.duration ?? MediaTime(nanoseconds: 1)))
    return frame
  }

  /// Keeps the first frame's format and refuses a change of size or pixels under way.
  private func accept(_ caps: UnsafeMutablePointer<GstCaps>) throws {
    if let format, gst_caps_is_equal(format.pointer, caps) != 0 { return }
    guard let new = FrameFormat(caps: caps) else {
      throw MediaError(.invalidInput, input.name, "decodes to a pixel format that cannot be worked on")
    }
    if let format, format.size != new.size || format.name != new.name {
      throw MediaError(
        .invalidInput, input.name,
        "changes from \(format.size.width)x\(format.size.height) \(format.name) to "
          + "\(new.size.width)x\(new.size.height) \(new.name) under way",
        remedy: "cut it where it changes and work on each part")
    }
    format = format ?? new
  }

  private func pull(_ outlet: Outlet) async throws -> OpaquePointer? {
    while true {
      try Task.checkCancellation()
      if let sample = outlet.tryPull() { return sample }
      // In this order: an error comes before the end that it makes.
      let isEnded = outlet.isEnded
      try check()
      if isEnded { return nil }
      await outlet.bell.wait()
    }
  }

  /// The buffer's time on the container's time line: its stream time. In Matroska that is its timestamp as it
  /// is; GStreamer's demuxer begins with a segment that makes the first one zero, and then changes it.
  private func streamTime(of buffer: UnsafeMutablePointer<GstBuffer>, _ sample: OpaquePointer) -> Int64? {
    let pts = fv_buffer_pts(buffer)
    guard pts != fv_clock_time_none() else { return nil }
    if isMatroska { return Int64(clamping: pts) }
    var magnitude: UInt = 0
    let sign = gst_segment_to_stream_time_full(
      gst_sample_get_segment(sample), GST_FORMAT_TIME, pts, &magnitude)
    return sign == 0 ? nil : Int64(sign) * Int64(clamping: magnitude)
  }

  private func time(of buffer: UnsafeMutablePointer<GstBuffer>, _ sample: OpaquePointer) -> MediaTime? {
    streamTime(of: buffer, sample).map { MediaTime(nanoseconds: $0 - zero) }
  }

  /// How much of a packet's beginning is decoded but not heard. GStreamer's Matroska demuxer says it there
  /// (Opus' pre-skip), and moves the first packet's time from before zero to zero.
  private static func hiddenStart(
    of buffer: UnsafeMutablePointer<GstBuffer>, caps: UnsafeMutablePointer<GstCaps>?
  ) -> MediaTime {
    var rate: Int32 = 0
    guard let clipping = fv_audio_clipping(buffer), clipping.pointee.start > 0, let caps,
      clipping.pointee.format == GST_FORMAT_DEFAULT,
      gst_structure_get_int(gst_caps_get_structure(caps, 0), "rate", &rate) != 0, rate > 0
    else { return .zero }
    return MediaTime(seconds: Double(clipping.pointee.start) / Double(rate))
  }

  private static func duration(of buffer: UnsafeMutablePointer<GstBuffer>) -> MediaTime? {
    let duration = fv_buffer_duration(buffer)
    return duration == fv_clock_time_none() ? nil : MediaTime(nanoseconds: Int64(clamping: duration))
  }

  /// How pictures are turned for display: the `image-orientation` tag, such as `rotate-90` or `flip-rotate-180`.
  private static func orientation(of outlet: Outlet) -> Orientation {
    let pad = gst_element_get_static_pad(outlet.sink, "sink")
    defer { gst_object_unref(pad) }
    var index: UInt32 = 0
    while let event = gst_pad_get_sticky_event(pad, GST_EVENT_TAG, index) {
      defer { fv_event_unref(event) }
      index += 1
      var list: UnsafeMutablePointer<GstTagList>?
      gst_event_parse_tag(event, &list)
      var value: UnsafeMutablePointer<CChar>?
      if gst_tag_list_get_string(list, fv_tag_image_orientation(), &value) != 0,
        let name = GStreamerLibrary.take(value)
      {
        let degrees = name.split(separator: "-").last.flatMap { Int($0) } ?? 0
        return Orientation(quarterTurns: degrees / 90, isFlipped: name.hasPrefix("flip"))
      }
    }
    return .identity
  }

  /// Throws what GStreamer has reported, in terms of the input.
  private func check() throws {
    if let failure = source.failure { throw failure }
    if let failure = graph.failure { throw failure }
    if let failure = graph.watch.failure {
      throw MediaError(reading: input.name, failure, missing: graph.watch.missing)
    }
  }

  private var noVideo: MediaError {
    let missing = graph.watch.missing
    guard missing.isEmpty else { return MediaError(missing: missing, for: input.name) }
    return MediaError(
      .invalidInput, input.name, "has no video track", remedy: "name a file with pictures in it")
  }

  private func knownDuration() -> MediaTime? {
    // GStreamer would answer with the patched length.
    if let index { return index.length }
    var nanoseconds = 0
    guard gst_element_query_duration(graph.pipeline, GST_FORMAT_TIME, &nanoseconds) != 0, nanoseconds > 0
    else { return nil }
    return MediaTime(nanoseconds: Int64(nanoseconds))
  }
}
