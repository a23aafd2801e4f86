import CGStreamer
import Channels
import Geometry
import MovieBoxes
import Synchronization

/// Encodes frames, puts them into a container beside the packets of the other tracks, and hands the bytes to
/// a sink.
///
/// A frame waits while `framesAhead` wait for the encoder: that is the back-pressure. Packets never wait, since
/// the reader that gives them stops by itself while frames wait; beyond `packetBytesAhead` they are refused.
/// A muxer waits for every track. Coded pictures meanwhile wait in a queue (`EncodeGraph.codedBytes`), and a
/// track that has nothing to say for long says so (a gap), where the muxer listens to that: sound that starts
/// late and sparse subtitles would otherwise stop everything.
/// Blocking calls run on this actor's own thread.
public actor MediaWriter {
  /// What a finished writer made.
  public struct Result: Sendable {
    /// Bytes handed to the sink.
    public var bytes: UInt64
    /// Whether an MP4 plays while it loads; nil for other containers.
    public var isIndexFirst: Bool?
  }

  static let framesAhead = 1
  /// Minutes of coded sound; only a file whose tracks lie that far apart reaches it.
  static let packetBytesAhead = 64 << 20

  private let executor = ThreadExecutor(name: "frameveil-write")
  /// The actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let name: String
  private let graph: EncodeGraph
  private let output: MuxOutput
  private let starts = TrackStarts()
  /// From the first displayed frame to the container's time line.
  private let origin: MediaTime
  /// From the container's time line to the muxer's clock.
  private let lead: MediaTime
  private let end = Bell()

  /// Prepares a writer. Refuses a container that cannot hold what the description lists.
  public init(profile: EncodeProfile, description: MediaDescription, sink: any ByteSink) throws {
    try GStreamerLibrary.start()
    let graph = try EncodeGraph(profile: profile, description: description)
    try Self.check(graph, profile, description, sink)
    name = sink.name
    self.graph = graph
    origin = description.start
    lead = graph.start
    let amend = Self.amendment(graph, description, starts)
    var layout: MovieLayout?
    if graph.makesMovies {
      graph.setTimescale(Self.timescale(for: description.timescale))
      let room = min(Self.indexRoom(for: description), Self.largestRoom(sink.rewriting))
      layout = graph.makesFragments ? .fragmented : .indexFirst(room: room)
    }
    output = MuxOutput(
      sink: sink, isSeekable: Self.letsSeek(graph, sink), layout: layout, watch: graph.watch,
      amendment: amend)
    try graph.finish(into: output)
    for inlet in [graph.video] + graph.tracks { graph.watch.ring(inlet.bell) }
    graph.watch.ring(end)
  }

  deinit { graph.stop() }

  /// Starts the encoder.
  public func start() throws {
    guard gst_element_set_state(graph.pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE else { return }
    try check()
    throw MediaError(.configuration, name, "the profile's elements do not start")
  }

  /// Hands over the next frame; waits while the encoder has enough.
  public func write(_ frame: Frame) async throws {
    while graph.video.waiting >= Self.framesAhead {
      try Task.checkCancellation()
      try check()
      await graph.video.bell.wait()
    }
    try check()
    if graph.makesMovies { for track in graph.tracks { track.skipSilence(until: clock(frame.time)) } }
    starts.note(frame.time + origin, track: 1)
    if !graph.video.push(frame.buffer, at: clock(frame.time), duration: frame.duration) { try refused() }
  }

  /// Hands over the next packet of a track.
  public func write(_ packet: Packet, track: Int) throws {
    try check()
    let inlet = graph.tracks[track]
    guard inlet.waitingBytes < Self.packetBytesAhead else {
      throw MediaError(
        .invalidInput, name, "a sound track runs \(Self.packetBytesAhead >> 20) MiB ahead of the pictures",
        remedy: "interleave the input first: ffmpeg -i IN -c copy OUT")
    }
    starts.note(packet.time + origin, shown: packet.shown, track: UInt32(track + 2))
    if !inlet.push(packet.buffer, at: clock(packet.time), duration: packet.duration) { try refused() }
  }

  /// Tells that no more frames come.
  public func endFrames() { graph.video.end() }

  /// Tells that no more packets of a track come.
  public func endPackets(track: Int) { graph.tracks[track].end() }

  /// Waits until everything was handed to the sink.
  public func finish() async throws -> Result {
    while !graph.watch.isEnded {
      try Task.checkCancellation()
      try check()
      await end.wait()
    }
    try check()
    return Result(bytes: output.written, isIndexFirst: output.isIndexFirst)
  }

  /// Stops encoding; joins GStreamer's threads.
  public func close() { graph.stop() }

  private func clock(_ time: MediaTime) -> GstClockTime {
    GstClockTime(max(0, (time + origin + lead).nanoseconds))
  }

  private func check() throws {
    if let failure = output.failure { throw failure }
    if let failure = graph.watch.failure { throw MediaError(writing: name, failure) }
  }

  private func refused() throws {
    try check()
    throw MediaError(.internalFailure, name, "the encoder takes nothing more")
  }
}

// MARK: - What a container can hold, and what its index says

extension MediaWriter {
  private static func check(
    _ graph: EncodeGraph, _ profile: EncodeProfile, _ description: MediaDescription, _ sink: any ByteSink
  ) throws {
    if largestRoom(sink.rewriting) == 0, graph.makesMovies, !graph.makesFragments {
      throw MediaError(
        .configuration, sink.name,
        "profile \(profile.name) puts the index first once it is known, and a pipe cannot go back",
        remedy: "write to a file, or take --profile mp4-fragmented")
    }
    if !graph.makesMovies, description.orientation != .identity {
      throw MediaError(
        .configuration, "profile \(profile.name)", "its container cannot say that the picture is turned",
        remedy: "take an MP4 profile, or turn the pictures first")
    }
  }

  /// The input's own timescale, so that its times stay exact, made finer where it is too coarse for sound.
  private static func timescale(for input: UInt32?) -> UInt32 {
    guard let input, input > 0 else { return 90_000 }
    return input >= 10_000 ? input : input * ((10_000 + input - 1) / input)
  }

  /// How much room for an index there can be: all of a head that is rewritten, but for the file's type before it
  /// and the media data's header behind it, whose size is written last.
  private static func largestRoom(_ rewriting: Rewriting) -> UInt64 {
    switch rewriting {
    case .anywhere: .max
    case .head(let bytes): bytes > 4096 ? bytes - 4096 : 0
    case .nowhere: 0
    }
  }

  /// Whether a muxer is told that it can seek. To a sink that rewrites its head, only those are whose ways back
  /// are known: into the head, and to a cluster's size.
  private static func letsSeek(_ graph: EncodeGraph, _ sink: any ByteSink) -> Bool {
    switch sink.rewriting {
    case .anywhere: true
    case .head: graph.makesMatroska || (graph.makesMovies && !graph.makesFragments)
    case .nowhere: false
    }
  }

  /// Bytes that an index can grow to: at worst 20 for a picture (size, duration, offset of time, key), 12 for
  /// a packet, and 40 for a chunk, of which there are some four a second.
  private static func indexRoom(for description: MediaDescription) -> UInt64 {
    let seconds = description.duration?.seconds ?? 0
    let rate = description.format.frameRate
    let perSecond = rate.numerator > 0 ? Double(rate.numerator) / Double(max(1, rate.denominator)) : 60
    let listed = UInt64(description.sampleCounts.reduce(0, +))
    let guessed = UInt64(seconds * (perSecond + 100 * Double(description.tracks.count)))
    let chunks = UInt64(seconds * 4) * UInt64(1 + description.tracks.count)
    let codecs = description.tracks.reduce(0) { $0 + $1.caps.size }
    return 20 * max(listed, guessed) + 40 * chunks + UInt64(codecs) + 16_384
  }

  private static func amendment(
    _ graph: EncodeGraph, _ description: MediaDescription, _ starts: TrackStarts
  ) -> @Sendable (UInt64) -> MovieAmendment {
    { mediaShift in
      var tracks: [UInt32: MovieAmendment.Track] = [:]
      for (identity, start) in starts.all {
        let isVideo = identity == 1
        tracks[identity] = MovieAmendment.Track(
          start: start.time, shown: start.shown,
          compositionOffset: isVideo ? graph.compositionOffset.value : .zero,
          orientation: isVideo ? description.orientation : .identity)
      }
      return MovieAmendment(
        tracks: tracks, mediaShift: mediaShift,
        fragmentedDuration: graph.makesFragments ? description.duration ?? .zero : nil)
    }
  }
}

/// When each track starts on the container's time line, and how long it is shown, by the muxer's track number.
private final class TrackStarts: Sendable {
  struct Start {
    var time: MediaTime
    var shown: MediaTime?
  }
  private let starts = Mutex<[UInt32: Start]>([:])

  var all: [UInt32: Start] { starts.withLock { $0 } }

  func note(_ time: MediaTime, shown: MediaTime? = nil, track: UInt32) {
    starts.withLock { $0[track] = $0[track] ?? Start(time: time, shown: shown) }
  }
}
