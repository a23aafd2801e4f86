import CGStreamer
import CLibAV
public import Core
import Geometry

/// Encodes frames, puts them into a container beside the packets of the other tracks, and hands the bytes to
/// a sink.
///
/// GStreamer encodes on its own threads; libavformat puts the container together on this actor's own thread, where the
/// sink may block. A frame waits while `framesAhead` wait for the encoder: that is the back-pressure. Packets never
/// wait, since the reader that gives them stops by itself while frames wait; beyond `packetBytesAhead` they are
/// refused.
public actor MediaWriter {
  /// What a finished writer made.
  public struct Result: Sendable {
    /// Bytes handed to the sink.
    public var bytes: UInt64
    /// Whether an MP4 plays while it loads; nil for other containers.
    public var isIndexFirst: Bool?
    /// What of the result was compared with the input, and found equal.
    public var compared: Comparison
    /// What is to be said of the result.
    public var notes: [String]
  }

  static let framesAhead = 1
  /// Minutes of coded sound; only a file whose tracks lie that far apart reaches it.
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
  /// Packets that came before the encoder had told its codec's headers.
  private var early: [(packet: Packet, track: Int)] = []
  private var earlyBytes = 0
  private var lastDecoding: Int64?
  private var marks = FrameMarks()
  /// What came of the video, and of the other tracks.
  private var taken = TrackCounters()
  private var takenOfTracks: [TrackCounters]

  /// Prepares a writer. Refuses a container that cannot hold what the description lists.
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
    throw UserError(.configuration, sink.name, "the profile's elements do not start")
  }

  /// Hands over the next frame; waits while the encoder has enough.
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

  /// Hands over the next packet of a track.
  public func write(_ packet: Packet, track: Int) throws {
    try check()
    takenOfTracks[track].add(packet.time)
    guard muxer == nil else { return try mux(packet, track: track) }
    early.append((packet, track))
    earlyBytes += packet.count
    guard earlyBytes < Self.packetBytesAhead else {
      throw UserError(
        .invalidInput, sink.name,
        "a sound track runs \(Self.packetBytesAhead >> 20) MiB ahead of the pictures",
        remedy: "interleave the input first: ffmpeg -i IN -c copy OUT")
    }
  }

  /// Tells that no more frames come.
  public func endFrames() { encoder.end() }

  /// Waits until everything was handed to the sink, and compares what was written with what was read.
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

  /// Ends the muxer, whose index would lie beside the one that is read back.
  private func finishMuxing() throws -> (isIndexFirst: Bool?, notes: [String]) {
    guard let muxer else { throw nothingMade }
    try muxer.finish()
    self.muxer = nil
    return (muxer.isIndexFirst, earlyNotes(muxer))
  }

  private var nothingMade: UserError {
    UserError(.internalFailure, sink.name, "the encoder made nothing")
  }

  /// What of an encoder's priming the container cannot say: there its packets stand at the beginning.
  private func earlyNotes(_ muxer: Muxer) -> [String] {
    zip(tracks, description.tracks).compactMap { track, input in
      muxer.early[track.number].map {
        "track \(input.index) (\(track.parameters.codec)) begins before the pictures, which \(plan.specification.format) "
          + "cannot say: packets at its beginning, \($0) of them, stand at zero"
      }
    }
  }

  /// What the profile's elements make of the frames' pixels before they are coded. Of grey ones the plan tells.
  private func formatNotes() -> [String] {
    guard let codedFormat = encoder.codedFormat, codedFormat != description.format.name,
      description.format.planes.count > 1
    else { return [] }
    return ["the frames (\(description.format.name)) are coded as \(codedFormat), as the profile asks"]
  }

  /// What the container does not list, since nothing is in it.
  private func emptyNotes() -> [String] {
    zip(tracks, description.tracks).compactMap { track, input in
      track.place == nil
        ? "not carried over: track \(input.index) (\(track.parameters.codec)), which is empty" : nil
    }
  }

  /// Stops encoding; joins GStreamer's threads.
  public func close() { encoder.stop() }
}

// MARK: - From the encoder and the tracks into the container

extension MediaWriter {
  /// Puts what the encoder has made into the container.
  private func drain() throws {
    while let picture = encoder.tryPull() {
      try begin(with: picture)
      try mux(picture)
    }
    try check()
  }

  /// Writes the container's head when the first coded picture tells the codec's headers.
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
      throw UserError(.internalFailure, sink.name, "the encoder made a picture without a time")
    }
    let (tick, duration) = display.tick(of: presentation) { time in
      muxer.tick(time + self.description.start, track: video.number)
    }
    // Without reordering a picture is decoded when it is shown.
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

  /// Refuses sound before the beginning that is more than a codec's priming, where it would be heard: what lies there was
  /// cut off.
  private func refuseHidden(_ packet: Packet, _ track: WrittenTrack, _ muxer: Muxer) throws {
    guard !muxer.takesNegativeTimes, let duration = packet.duration else { return }
    let priming = max(duration + duration + duration + duration, MediaTime(nanoseconds: 100_000_000))
    guard packet.time + description.start + priming < .zero else { return }
    throw UserError(
      .configuration, "profile \(profile.name)",
      "its container (\(plan.specification.format)) cannot hide the \(track.parameters.codec) that lies before the first "
        + "picture, and was cut off",
      remedy: "take --profile mp4 or mov, or cut the sound itself first: ffmpeg -i IN -c:v copy -c:a aac OUT")
  }

  private func check() throws {
    if let failure = output.failure { throw failure }
    if let failure = encoder.watch.failure { throw UserError(writing: sink.name, failure) }
  }

  private func refused() -> any Error {
    do {
      try check()
      return UserError(.internalFailure, sink.name, "the encoder takes nothing more")
    } catch {
      return error
    }
  }
}
