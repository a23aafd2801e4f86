import CGStreamer
import CLibAV
public import Core
import Geometry

/// Encodes frames, muxes them with the packets of the other tracks, and writes the container to a sink.
///
/// GStreamer encodes on its own threads; libavformat muxes on this actor's own thread, which the sink may block.
/// Back-pressure: `write(_:)` for frames suspends while `framesAhead` frames wait for the encoder. Packets never wait,
/// since the reader that supplies them pauses while frames wait; beyond `packetBytesAhead` writing a packet throws.
public actor MediaWriter {
  /// The outcome of a finished writer.
  public struct Result: Sendable {
    /// The size of the output in bytes.
    public var bytes: UInt64
    /// Whether an MP4's index precedes its media data ("fast start"); nil for other containers.
    public var isIndexFirst: Bool?
    /// What was verified against the input.
    public var compared: Comparison
    /// Notes for the user.
    public var notes: [String]
  }

  static let framesAhead = 1
  /// Minutes of coded audio. Only badly interleaved files reach it.
  static let packetBytesAhead = 64 << 20

  private let executor = ThreadExecutor(name: "frameveil-write")
  /// The actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let sink: any ByteSink
  private let profile: EncodeProfile
  private let description: MediaDescription
  private let plan: MuxPlan
  private let encoder: VideoEncoder
  private let output: OutputBuffer
  private var muxer: Muxer?
  private var video: WrittenTrack?
  private var tracks: [WrittenTrack] = []
  private var colours: PacketFilter?
  private var display = DisplayTicks()
  /// Packets that were written before the codec headers of the video were known.
  private var early: [(packet: Packet, track: Int)] = []
  private var earlyBytes = 0
  private var lastDecoding: Int64?
  private var marks = FrameMarks()
  /// Count and timestamps of the frames, and of the packets of each track, as passed to `write`.
  private var taken = TrackCounters()
  private var takenOfTracks: [TrackCounters]

  /// Throws when the profile's container cannot hold the tracks of `description`.
  public init(
    profile: EncodeProfile, description: MediaDescription, metadata: MetadataPolicy = MetadataPolicy(),
    sink: any ByteSink
  ) throws {
    try GStreamerLibrary.start()
    self.sink = sink
    self.profile = profile
    self.description = description
    plan = try MuxPlan(profile, description, metadata, sink)
    encoder = try VideoEncoder(profile: profile, format: description.format)
    output = try OutputBuffer(sink)
    takenOfTracks = description.tracks.map { _ in TrackCounters() }
  }

  deinit { encoder.stop() }

  /// Starts the encoder.
  public func start() throws {
    guard !encoder.start() else { return }
    try check()
    throw UserError(.configuration, sink.name, "the profile's elements cannot be started")
  }

  /// Encodes the next frame; suspends while the encoder's queue is full.
  public func write(_ frame: Frame) async throws {
    while encoder.waiting >= Self.framesAhead {
      try Task.checkCancellation()
      try drain()
      await encoder.event.wait()
    }
    try drain()
    taken.add(frame.time)
    marks.add(frame)
    let time = display.add(frame.time, duration: frame.duration)
    guard encoder.push(frame.buffer, at: time, duration: frame.duration) else { throw refused() }
  }

  /// Writes the next packet of a track (an index into `MediaDescription.tracks`).
  public func write(_ packet: Packet, track: Int) throws {
    try check()
    takenOfTracks[track].add(packet.time)
    guard muxer == nil else { return try mux(packet, track: track) }
    early.append((packet, track))
    earlyBytes += packet.count
    guard earlyBytes < Self.packetBytesAhead else {
      throw UserError(
        .invalidInput, sink.name,
        "an audio track is \(Self.packetBytesAhead >> 20) MiB ahead of the video",
        remedy: "interleave the input first: ffmpeg -i IN -c copy OUT")
    }
  }

  /// Ends the video stream.
  public func endFrames() { encoder.end() }

  /// Waits until everything was written to the sink, and verifies the output against what was read.
  public func finish(comparing read: ReadCounters) async throws -> Result {
    while true {
      let isEnded = encoder.isEnded
      try drain()
      if isEnded { break }
      try Task.checkCancellation()
      await encoder.event.wait()
    }
    let (isIndexFirst, early) = try finishMuxing()
    guard var video else { throw nothingMade }
    if plan.specification.isMovie {
      let listed = WrittenTrack.leavingOutEmpty([video] + tracks)
      (video, tracks) = (listed[0], Array(listed.dropFirst()))
    }
    let (comparison, lost) = try OutputCheck(
      name: sink.name, description: description, plan: plan, video: video, tracks: tracks
    ).check(read, taken: taken, takenOfTracks: takenOfTracks, written: sink.readablePath, kept: output.kept)
    return Result(
      bytes: output.written, isIndexFirst: isIndexFirst, compared: comparison,
      notes: plan.notes + formatNotes() + lost + early + emptyNotes()
        + marks.notes(profile.encoder(for: description.format)))
  }

  /// Finalizes the container and frees the muxer, so that its index and the one read back are not in memory together.
  private func finishMuxing() throws -> (isIndexFirst: Bool?, notes: [String]) {
    guard let muxer else { throw nothingMade }
    try muxer.finish()
    self.muxer = nil
    return (muxer.isIndexFirst, earlyNotes(muxer))
  }

  private var nothingMade: UserError {
    UserError(.internalFailure, sink.name, "the encoder produced no output")
  }

  /// Notes on audio whose encoder delay the container cannot store.
  private func earlyNotes(_ muxer: Muxer) -> [String] {
    zip(tracks, description.tracks).compactMap { track, input in
      muxer.early[track.number].map {
        "track \(input.index) (\(track.parameters.codec)) begins before the video, which \(plan.specification.format) "
          + "cannot store: its first packets (\($0)) have the timestamp zero"
      }
    }
  }

  /// A note when the profile's elements convert the pixel format. `MuxPlan.notes` covers grey video.
  private func formatNotes() -> [String] {
    guard let codedFormat = encoder.codedFormat, codedFormat != description.format.name,
      description.format.planes.count > 1
    else { return [] }
    return ["the frames (\(description.format.name)) are coded as \(codedFormat), as the profile requests"]
  }

  /// Notes on tracks without packets, which the container omits.
  private func emptyNotes() -> [String] {
    zip(tracks, description.tracks).compactMap { track, input in
      track.place == nil
        ? "not carried over: track \(input.index) (\(track.parameters.codec)), which is empty" : nil
    }
  }

  /// Stops encoding. Blocks this actor until GStreamer's threads have ended.
  public func close() { encoder.stop() }
}

// MARK: - Muxing

extension MediaWriter {
  /// Muxes all frames that the encoder has output.
  private func drain() throws {
    while let picture = encoder.tryPull() {
      try begin(with: picture)
      try mux(picture)
    }
    try check()
  }

  /// Writes the container's header when the first encoded frame brings the codec headers.
  private func begin(with picture: EncodedFrame) throws {
    guard muxer == nil else { return }
    let parameters = try plan.parameters(of: picture)
    let tag = try ColorimetryTags.filter(
      plan.colours, given: Colours(description.format), for: parameters, timeBase: plan.videoTimeBase)
    colours = tag
    let muxer = try Muxer(plan.specification, output: output)
    let tagged = try plan.described(tag?.output() ?? parameters)
    let number = try muxer.add(
      tagged, timeBase: plan.videoTimeBase, metadata: plan.words(on: plan.video),
      disposition: description.video.disposition,
      sideData: plan.videoSideData, frameRate: description.video.frameRate)
    var numbers: [Int] = []
    for track in plan.tracks {
      numbers.append(
        try muxer.add(
          plan.copied(track.input.parameters), timeBase: track.input.timeBase,
          metadata: plan.words(on: track),
          disposition: track.input.disposition, sideData: track.input.sideData, frameRate: nil))
    }
    try muxer.begin(
      metadata: plan.metadata, chapters: description.chapters, room: plan.indexRoom, timescale: plan.timescale
    )
    self.muxer = muxer
    video = WrittenTrack(number: number, parameters: tagged, timeBase: muxer.timeBase(of: number))
    tracks = zip(plan.tracks, numbers).map { track, number in
      WrittenTrack(number: number, parameters: track.input.parameters, timeBase: muxer.timeBase(of: number))
    }
    for (packet, track) in early { try mux(packet, track: track) }
    (early, earlyBytes) = ([], 0)
  }

  private func mux(_ picture: EncodedFrame) throws {
    guard let muxer, var video, let presentation = picture.presentation else {
      throw UserError(.internalFailure, sink.name, "the encoder returned a frame without a PTS")
    }
    let (tick, duration) = display.tick(of: presentation) { time in
      muxer.tick(time + self.description.start, track: video.number)
    }
    // Without reordering DTS equals PTS.
    var decoding =
      picture.decoding.map { $0 == presentation ? tick : video.timeBase.ticks($0 + description.start) }
      ?? tick
    if let lastDecoding { decoding = max(decoding, lastDecoding + 1) }
    decoding = min(decoding, tick)
    lastDecoding = decoding
    let packet = try picture.packet()
    try colours?.apply(to: packet)
    let length = (duration ?? picture.duration).map(video.timeBase.ticks) ?? 0
    try muxer.write(packet, presentation: tick, decoding: decoding, duration: length, track: video.number)
    video.muxed.add(video.timeBase.time(tick) ?? .zero, duration: duration)
    self.video = video
  }

  private func mux(_ packet: Packet, track place: Int) throws {
    guard let muxer else { return }
    let track = tracks[place]
    try refuseHidden(packet, track, muxer)
    let tick = muxer.tick(packet.time + description.start, track: track.number)
    let copy = try DemuxedPacket(copying: packet.packet)
    let step = track.lastTime.map { packet.time - $0 }
    let duration =
      packet.duration ?? (track.parameters.type == AVMEDIA_TYPE_AUDIO ? step ?? track.lastDuration : nil)
    tracks[place].lastTime = packet.time
    tracks[place].lastDuration = duration
    tracks[place].muxed.add(track.timeBase.time(tick) ?? .zero, duration: duration)
    track.digest.add(packet.packet.bytes)
    try muxer.write(
      copy, presentation: tick, decoding: tick, duration: duration.map(track.timeBase.ticks) ?? 0,
      track: track.number)
  }

  /// Throws for audio before the first frame that exceeds a codec's encoder delay, where the container cannot exclude it
  /// from presentation: an edit list had cut it off.
  private func refuseHidden(_ packet: Packet, _ track: WrittenTrack, _ muxer: Muxer) throws {
    guard !muxer.takesNegativeTimes, let duration = packet.duration else { return }
    let priming = max(duration + duration + duration + duration, MediaTime(nanoseconds: 100_000_000))
    guard packet.time + description.start + priming < .zero else { return }
    throw UserError(
      .configuration, "profile \(profile.name)",
      "its container (\(plan.specification.format)) has no edit lists, and would play \(track.parameters.codec) that "
        + "was cut off before the first frame",
      remedy: "use --profile mp4 or mov, or cut the audio first: ffmpeg -i IN -c:v copy -c:a aac OUT")
  }

  private func check() throws {
    if let failure = output.failure { throw failure }
    if let failure = encoder.watch.failure { throw UserError(writing: sink.name, failure) }
  }

  private func refused() -> any Error {
    do {
      try check()
      return UserError(.internalFailure, sink.name, "the encoder accepts no more frames")
    } catch {
      return error
    }
  }
}
