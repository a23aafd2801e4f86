import CGStreamer
import CLibAV
public import Core
import Geometry

/// Encodes frames, muxes them with the packets of the other tracks, and writes the container to a sink.
///
/// GStreamer encodes on its own threads; libavformat muxes on this actor's own thread, which the sink may
/// block. Back-pressure: `write(_:)` for frames suspends while `framesAhead` frames wait for the encoder.
/// Packets never wait, since the reader that supplies them pauses while frames wait; beyond
/// `packetBytesAhead` writing a packet throws.
public actor MediaWriter {
  /// The outcome of a finished writer.
  public struct Result: Sendable {
    /// The size of the output in bytes.
    public var bytes: UInt64
    /// Whether an MP4's index precedes its media data ("fast start"); nil for other containers.
    public var isMoovFirst: Bool?
    /// What was verified against the input.
    public var compared: Comparison
    /// The groups that were copied; nil if they were to be encoded.
    public var untouched: UntouchedGroups?
    /// The groups that were copied from an earlier output; nil if there was none.
    public var reused: ReusedGroups?
    /// The redacted groups, for a later run; nil where none can be copied from this output.
    public var redacted: [RedactedGroup]?
    /// Notes for the user.
    public var notes: [String]
  }

  static let framesAhead = 1
  /// Minutes of coded audio. Only badly interleaved files reach it.
  static let packetBytesAhead = 64 << 20

  private let executor = ThreadExecutor(name: "frameveil-write")
  /// The actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  let sink: any ByteSink
  let profile: EncodeProfile
  let description: MediaDescription
  let plan: MuxPlan
  let untouched: UntouchedPolicy
  /// The encoder of the frames since the last copied group.
  var encoder: VideoEncoder
  let output: OutputBuffer
  var muxer: Muxer?
  /// Takes the packets if a piece of an output is written; nil for a whole output.
  var piece: PieceWriter?
  /// Whether a piece has lengths where its packets have start codes.
  var storesLengths = false
  var video: OutputTrack?
  var tracks: [OutputTrack] = []
  var tagFilter: BitstreamFilter?
  var display = OutputTicks()
  /// Packets that were written before the codec headers of the video were known.
  var early: [(packet: Packet, track: Int)] = []
  var earlyBytes = 0
  var lastDTS: Int64?
  /// The time of the first frame in the output.
  var origin: MediaTime
  /// How untouched groups are copied; nil if none is.
  var copying: GroupCopying?
  /// Why none is, if it was asked for.
  var refusal: CopyRefusal?
  /// The DTS of the input for the frames that the encoder has not output yet.
  var decodingTimes: [MediaTime] = []
  private(set) var frameMetas = FrameMetaCounter()
  /// Count and timestamps of the frames, and of the packets of each track, as passed to `write`.
  private(set) var received = TrackCounters()
  private(set) var receivedByTrack: [TrackCounters]

  /// Throws when the profile's container cannot hold the tracks of `description`.
  public init(
    profile: EncodeProfile, description: MediaDescription, metadata: MetadataPolicy = MetadataPolicy(),
    untouched: UntouchedPolicy = .encode, reusing earlier: EarlierOutput? = nil, sink: any ByteSink
  ) throws {
    try GStreamerLibrary.start()
    self.sink = sink
    self.profile = profile
    self.description = description
    self.untouched = untouched
    origin = description.start
    plan = try MuxPlan(profile, description, metadata, sink)
    do {
      if untouched != .encode { copying = try GroupCopying(description, plan.specification, profile) }
    } catch {
      guard untouched == .auto, earlier == nil else { throw error.asError(description, sink) }
      refusal = error
    }
    if let earlier { copying?.earlier = try EarlierGroups(earlier) }
    copiesGroups = copying != nil
    encoder = try VideoEncoder(
      profile: profile, format: description.format, parameterSetNumber: copying?.number)
    output = try OutputBuffer(sink)
    receivedByTrack = description.tracks.map { _ in TrackCounters() }
  }

  deinit { encoder.stop() }

  /// Whether groups of pictures are copied where nothing is redacted, as far as the parameters tell.
  public private(set) var copiesGroups = false

  /// Starts the encoder.
  public func start() throws {
    guard !encoder.start() else { return }
    try check()
    throw UserError(.configuration, sink.name, "the profile's elements cannot be started")
  }

  /// Writes the next frame: encoded, or, if nothing in its group was changed, as it is coded in the input. Suspends while
  /// the encoder's queue is full.
  ///
  /// - Parameter change: what is changed in the pixels of the input; nil if nothing is.
  public func write(_ frame: Frame, change: FrameChange? = nil) async throws {
    received.add(frame.time)
    try await place(frame, change, number: received.count - 1)
  }

  /// Encodes the next frame.
  func encode(_ original: Frame, _ change: FrameChange?, number: Int) async throws {
    let frame = if let change, !change.isMade { try await change.made(in: original) } else { original }
    let pixels = try frame.pixels
    try beginEncoding()
    while encoder.waiting >= Self.framesAhead {
      try Task.checkCancellation()
      try drain()
      await encoder.event.wait()
    }
    try drain()
    frameMetas.add(pixels)
    if copying != nil { decodingTimes.append(frame.coded?.decodingTime ?? frame.time) }
    let time = display.add(frame.time, duration: frame.duration)
    // Each group begins with a key picture, so that a later run can copy it alone.
    if let group = frame.coded?.group, copying?.redacted.add(change, of: group, number: number) == true {
      encoder.requestKeyPicture()
    }
    guard encoder.push(pixels, at: time, duration: frame.duration) else { throw pushFailure() }
  }

  /// Writes the next packet of a track (an index into `MediaDescription.tracks`).
  public func write(_ packet: Packet, track: Int) throws {
    try check()
    receivedByTrack[track].add(packet.time)
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
  public func endFrames() async throws {
    try await settle()
    encoder.end()
  }

  /// Muxes what the encoder still has, after its end of stream.
  func drainToEnd() async throws {
    while true {
      let isEnded = encoder.isEnded
      try drain()
      if isEnded { break }
      try Task.checkCancellation()
      await encoder.event.wait()
    }
  }

  /// Waits until everything was written to the sink, and verifies the output against what was read.
  public func finish(comparing read: ReadCounters) async throws -> Result {
    try await drainToEnd()
    try await checkSeam(before: [])
    copying?.endSpans()
    copying?.redacted.finish()
    let (isMoovFirst, early) = try finishMuxing()
    guard var video else { throw noOutput }
    if plan.specification.isMovie {
      let listed = OutputTrack.leavingOutEmpty([video] + tracks)
      (video, tracks) = (listed[0], Array(listed.dropFirst()))
    }
    let (comparison, lost) = try OutputCheck(
      name: sink.name, description: description, plan: plan, video: video,
      videoDigest: copying == nil ? nil : video.digest.finish(), tracks: tracks
    ).check(
      read, received: received, receivedByTrack: receivedByTrack, written: sink.readablePath,
      kept: output.kept)
    return Result(
      bytes: output.written, isMoovFirst: isMoovFirst, compared: comparison,
      untouched: copying?.untouchedGroups ?? refusal.map(UntouchedGroups.init),
      reused: copying?.reusedGroups,
      // A transport stream adds parameter sets to the packets.
      redacted: plan.specification.isTransport ? nil : copying?.redacted.groups,
      notes: plan.notes + (copying?.notes ?? []) + plan.formatNotes(encoder.codedFormat) + lost + early
        + plan.emptyNotes(tracks)
        + frameMetas.notes(profile.encoder(for: description.format)))
  }

  /// Finalizes the container and frees the muxer, so that its index and the one read back are not in memory
  /// together.
  private func finishMuxing() throws -> (isMoovFirst: Bool?, notes: [String]) {
    guard let muxer else { throw noOutput }
    try muxer.finish()
    self.muxer = nil
    return (muxer.isMoovFirst, plan.earlyNotes(muxer.early, tracks))
  }

  var noOutput: UserError {
    UserError(.internalFailure, sink.name, "the encoder produced no output")
  }

  /// Stops encoding. Blocks this actor until GStreamer's threads have ended.
  public func close() { encoder.stop() }

  func check() throws {
    if let failure = output.failure { throw failure }
    if let failure = encoder.busWatcher.failure { throw UserError(writing: sink.name, failure) }
  }

  private func pushFailure() -> any Error {
    do {
      try check()
      return UserError(.internalFailure, sink.name, "the encoder accepts no more frames")
    } catch {
      return error
    }
  }
}
