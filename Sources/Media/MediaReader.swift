import CGStreamer
import CLibAV
import Channels
import Geometry

/// Reads a video: decoded frames and the packets of all other tracks, each with its time.
///
/// libavformat takes the container apart on this actor's own thread, as far as frames and packets are asked for;
/// GStreamer decodes on threads of its own. There is one consumer for frames and one for each track.
public actor MediaReader {
  /// What is done with an input beyond reading it as it should be.
  public struct Options: Sendable {
    /// Threads of the decoder: each holds pictures.
    public var decodeThreads = 1
    /// Take what can be read of an input that is damaged or cut short.
    public var allowsDamage = false
    /// Take a still picture for a video of one frame.
    public var allowsStills = false

    /// One thread, and no leniency.
    public init(decodeThreads: Int = 1, allowsDamage: Bool = false, allowsStills: Bool = false) {
      self.decodeThreads = decodeThreads
      self.allowsDamage = allowsDamage
      self.allowsStills = allowsStills
    }
  }

  private let executor = ThreadExecutor(name: "frameveil-read")
  /// The actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// How messages name the input.
  public nonisolated let name: String

  private let input: any DemuxerInput
  private let options: Options
  private var demuxer: Demuxer?
  private var decoder: VideoDecoder?
  private var video: InputTrack?
  private var tracks: [TrackReader] = []
  /// Which of `tracks` a stream's packets belong to.
  private var trackOfStream: [Int: Int] = [:]
  private var timeline = Timeline()
  private var times = VideoTimes(countsInDisplayOrder: false)
  private var clock = FrameClock()
  private var spread = DamageSpread()
  /// By how much the newest packet of the video was moved.
  private var videoShift = MediaTime.zero
  private var isDemuxed = false
  private var videoPackets = 0
  private var format: FrameFormat?
  private var firstFrame: Frame?
  /// Where the container's own time zero lies on its time line: a transport stream's begins anywhere.
  private var base = MediaTime.zero
  /// Where the first displayed frame stands on the container's time line.
  private var zero = MediaTime.zero
  private var duration: MediaTime?

  /// What was handed out of the video.
  public private(set) var tally = Tally()

  /// Packets that may wait for a consumer, in bytes, before reading goes on.
  private static let packetBytesWaiting = 1 << 20
  /// Before the first frame nobody takes packets yet: minutes of coded sound.
  private static let packetBytesBefore = 64 << 20

  /// Prepares a reader; nothing is decoded yet. Refuses files and pipes that cannot be read at all.
  public init(input: MediaInput, options: Options = Options()) throws {
    try GStreamerLibrary.start()
    self.options = options
    self.input =
      switch input {
      case .file(let path): try FileInput(path: path)
      case .standardInput: try PipeInput()
      case .ranges(let ranges): try RangesInput(ranges)
      }
    name = self.input.name
  }

  deinit { decoder?.stop() }

  /// Takes the container apart and waits for the first frame. What cannot be read whole is refused before anything is
  /// decoded.
  public func open() async throws -> MediaDescription {
    try await interruptible { try await self.openNow() }
  }

  /// The next frame, or nil after the last. Throws when the input turns out to be damaged or cut short.
  public func nextFrame() async throws -> Frame? {
    if let frame = firstFrame {
      firstFrame = nil
      return frame
    }
    return try await interruptible { try await self.pullFrame() }
  }

  /// The next packet of a track (an index into the description's tracks), or nil after the last.
  public func nextPacket(track: Int) async throws -> Packet? {
    let reader = tracks[track]
    while true {
      try Task.checkCancellation()
      if let packet = reader.take() {
        decoder?.event.ring()
        return packet
      }
      if isDemuxed { return nil }
      await reader.event.wait()
    }
  }

  /// Whether everything came out that the container lists: as many pictures and packets, and up to the length it says.
  /// A file that was cut off, or damaged inside, can end without any error.
  public func checkWhole() throws {
    guard let video else { return }
    try WholenessCheck(name: input.name).check(
      video: video, packets: videoPackets, times: times, tracks: tracks, duration: duration, end: end)
  }

  /// What was read of each track beside the video.
  public func trackTallies() -> [TrackTally] { tracks.map { $0.tally() } }

  /// What was done about times that cannot be kept as they are, in words.
  public func notes() -> [String] {
    var notes: [String] = []
    if timeline.restarts > 0 {
      notes.append(
        "the input's times start again \(timeline.restarts) times, as where recordings are joined: they go on there"
      )
    }
    if clock.repeats > 0 {
      notes.append("\(clock.repeats) frames have the same time as the frame before them")
    }
    if clock.steps > 0 {
      notes.append(
        "the input's times go back \(clock.steps) times: what follows goes on after what was before")
    }
    return notes + tracks.flatMap(\.notes)
  }

  /// Stops decoding; joins GStreamer's threads.
  public func close() {
    input.cancel()
    decoder?.stop()
  }

  /// Ends a read that waits for bytes when the task is cancelled.
  private func interruptible<Value>(_ body: () async throws -> Value) async throws -> Value {
    try await withTaskCancellationHandler(operation: body) { input.cancel() }
  }
}

// MARK: - Opening

extension MediaReader {
  private func openNow() async throws -> MediaDescription {
    try input.check()
    let demuxer = try Demuxer(input)
    self.demuxer = demuxer
    let found = try InputTracks(demuxer)
    let video = try onlyVideo(found, demuxer)
    self.video = video
    guard let orientation = try stillOrientation(demuxer) ?? video.orientation else {
      throw MediaError(
        .invalidInput, input.name, "is turned by an angle that is no multiple of 90 degrees",
        remedy: "turn it first: ffmpeg -i IN -c:a copy OUT")
    }
    let size = video.parameters.pointer.pointee
    guard size.width <= 0 || FrameLimits.video.allow(width: Int(size.width), height: Int(size.height)) else {
      throw MediaError(
        .invalidInput, input.name,
        "has pictures of \(size.width)x\(size.height), and at most \(FrameLimits.video) are decoded",
        remedy: "make it smaller first, or check whether it is damaged: ffprobe IN")
    }
    for track in [video] + found.carried where track.isEncrypted {
      throw MediaError(
        .invalidInput, input.name, "is encrypted (track \(track.index))",
        remedy: "decrypt it with its key first: ffmpeg -decryption_key KEY -i IN -c copy OUT")
    }
    for (place, track) in found.carried.enumerated() {
      try refuseUnknown(track)
      tracks.append(try TrackReader(track))
      trackOfStream[track.index] = place
    }
    base = demuxer.mayRestart ? demuxer.earliestTime ?? .zero : .zero
    times = VideoTimes(countsInDisplayOrder: demuxer.format == "avi")
    let decoder = try VideoDecoder(video.parameters, threads: options.decodeThreads, name: input.name)
    self.decoder = decoder
    try decoder.start()
    let (frame, mastering) = try await firstDecoded(video)
    firstFrame = frame
    duration = demuxer.duration
    return MediaDescription(
      format: frame.format, orientation: orientation, tracks: tracks.map { .init(input: $0.track) },
      duration: duration, start: zero, sampleCounts: ([video] + found.carried).map(\.listed),
      decoder: decoder.element, container: demuxer.format, leftOut: found.leftOut, video: video,
      metadata: LibAV.entries(demuxer.context.pointee.metadata), chapters: demuxer.chapters,
      mastering: mastering)
  }

  private func onlyVideo(_ found: InputTracks, _ demuxer: Demuxer) throws -> InputTrack {
    if let picture = StillKind(demuxer.format), !options.allowsStills { throw picture.refusal(input.name) }
    guard let video = found.videos.first else {
      throw MediaError(
        .invalidInput, input.name, "has no video track", remedy: "name a file with pictures in it")
    }
    guard found.videos.count == 1 else {
      throw MediaError(
        .invalidInput, input.name, "has \(found.videos.count) video tracks, and only one can be worked on",
        remedy: "keep one, for example with: ffmpeg -i INPUT -map 0:v:0 -map 0:a? -c copy ONE.mp4")
    }
    return video
  }

  /// A track in a format that libavcodec does not know can be neither copied nor passed over.
  private func refuseUnknown(_ track: InputTrack) throws {
    guard !track.parameters.isKnown else { return }
    throw MediaError(
      .invalidInput, input.name,
      "its \(track.kind.rawValue) track (number \(track.index)) is in a format that cannot be copied (\(track.words))",
      remedy: "leave it out first: ffmpeg -i IN -map 0 -map -0:\(track.index) -c copy OUT")
  }

  private func stillOrientation(_ demuxer: Demuxer) throws -> Orientation? {
    guard StillKind(demuxer.format) == .jpeg else { return nil }
    var start = [UInt8](repeating: 0, count: 64 << 10)
    let count = try start.withUnsafeMutableBytes { try input.read(into: $0, at: 0) }
    return PictureOrientation.read(Array(start.prefix(count)))
  }

  private func firstDecoded(_ video: InputTrack) async throws -> (Frame, MasteringData) {
    guard let picture = try await pullPicture(), let caps = picture.caps else {
      throw MediaError(
        .invalidInput, input.name, "has a video track without a single picture that can be decoded")
    }
    guard let format = FrameFormat(caps: caps, track: video) else {
      throw MediaError(.invalidInput, input.name, "decodes to a pixel format that cannot be worked on")
    }
    self.format = format
    guard let frame = try frame(of: picture, isFirst: true) else { return try await firstDecoded(video) }
    return (frame, MasteringData(video, decoded: caps))
  }
}

// MARK: - Frames and packets

extension MediaReader {
  private func pullFrame() async throws -> Frame? {
    while let picture = try await pullPicture() {
      if let frame = try frame(of: picture, isFirst: false) { return frame }
    }
    times.finish()
    return nil
  }

  /// The next decoded picture; reads on while the decoder has too little to do.
  private func pullPicture() async throws -> DecodedPicture? {
    guard let decoder else { return nil }
    while true {
      try Task.checkCancellation()
      if let picture = decoder.tryPull() { return picture }
      // In this order: an error comes before the end that it makes.
      let isEnded = decoder.isEnded
      if let failure = decoder.watch.failure {
        throw MediaError(reading: input.name, failure, missing: decoder.watch.missing)
      }
      if isEnded { return nil }
      if !isDemuxed, decoder.wantsPacket, try hasRoom() {
        try readPacket(into: decoder)
        continue
      }
      await decoder.event.wait()
    }
  }

  /// Whether packets may be read on, although those before were not taken yet.
  private func hasRoom() throws -> Bool {
    let waiting = tracks.reduce(0) { $0 + $1.waitingBytes }
    guard format == nil else { return waiting < Self.packetBytesWaiting }
    guard waiting < Self.packetBytesBefore else {
      throw MediaError(
        .invalidInput, input.name, "has \(waiting >> 20) MiB of sound before its first picture",
        remedy: "interleave it first: ffmpeg -i IN -c copy OUT")
    }
    return true
  }

  private func readPacket(into decoder: VideoDecoder) throws {
    guard let packet = try demuxer?.next() else {
      isDemuxed = true
      decoder.end()
      for track in tracks { track.event.ring() }
      return
    }
    if packet.stream == video?.index {
      try decode(packet, decoder)
    } else if let place = trackOfStream[packet.stream] {
      let track = tracks[place]
      try track.add(packet, base: base, zero: zero, shift: &timeline, mayRestart: mayRestart)
    }
  }

  /// Whether times that start again are followed rather than refused.
  private var mayRestart: Bool { demuxer?.mayRestart == true }

  private func decode(_ packet: DemuxedPacket, _ decoder: VideoDecoder) throws {
    guard let video else { return }
    videoPackets += 1
    let fields = packet.pointer.pointee
    var entry = VideoTimes.Entry(
      presentation: video.timeBase.time(fields.pts), decoding: video.timeBase.time(fields.dts),
      duration: fields.duration > 0 ? video.timeBase.time(fields.duration) : nil,
      isHidden: packet.isDiscarded,
      isDamaged: packet.isCorrupt, isOptional: packet.mayGiveNoPicture(video.parameters.id))
    if fields.pts != fv_av_no_pts(), entry.presentation == nil { throw absurd("a picture") }
    if mayRestart, let decoding = entry.decoding {
      let shift = timeline.shift(
        of: video.index, decoding: decoding, duration: entry.duration, tolerance: .zero)
      entry.presentation = entry.presentation.map { $0 + shift }
      entry.decoding = decoding + shift
      entry.startsAnew = shift != videoShift
      videoShift = shift
    }
    let number = times.add(entry)
    if packet.isKey { spread.add(key: number, at: entry.presentation) }
    if packet.isCorrupt { decoder.damage.note(number) }
    decoder.push(packet, number: number)
  }

  /// Whether a picture or any that it may be predicted from is damaged.
  private func isDamaged(_ picture: DecodedPicture, _ entry: VideoTimes.Entry) -> Bool {
    guard let number = picture.number, let damage = decoder?.damage else { return true }
    if picture.isDamaged { damage.note(number) }
    return damage.includes(spread.sources(of: number, at: entry.presentation)) || entry.isDamaged
  }

  /// The frame of a decoded picture; nil for one that is not shown.
  private func frame(of picture: DecodedPicture, isFirst: Bool) throws -> Frame? {
    let (entry, time) = times.take(picture.number)
    if entry.isHidden { return nil }
    guard let buffer = picture.buffer, let caps = picture.caps, let format else {
      throw MediaError(.internalFailure, input.name, "gave a frame without a format")
    }
    try accept(caps, format)
    guard let time else { throw MediaError(.invalidInput, input.name, "has a picture without a time") }
    if isFirst { setZero(time - base) }
    let stepsBefore = clock.steps
    let shown = try clock.next(
      time - base - zero, duration: entry.duration, allowsSteps: options.allowsDamage, name: input.name)
    let startsAnew = entry.startsAnew || clock.steps > stepsBefore
    tally.add(shown, duration: entry.duration ?? MediaTime(nanoseconds: 1))
    return Frame(
      owning: fv_buffer_ref(buffer), time: shown, duration: entry.duration, format: format,
      isDamaged: isDamaged(picture, entry), startsAnew: startsAnew)
  }

  /// Packets that were read before the first frame count from it, too.
  private func setZero(_ time: MediaTime) {
    zero = time
    for track in tracks { track.setZero(time) }
  }

  /// Refuses a change of size or pixels under way.
  private func accept(_ caps: UnsafeMutablePointer<GstCaps>, _ format: FrameFormat) throws {
    guard !format.isLike(caps) else { return }
    guard let video, let new = FrameFormat(caps: caps, track: video) else {
      throw MediaError(.invalidInput, input.name, "decodes to a pixel format that cannot be worked on")
    }
    guard format.size == new.size, format.name == new.name else {
      throw MediaError(
        .invalidInput, input.name,
        "changes from \(format.size.width)x\(format.size.height) \(format.name) to "
          + "\(new.size.width)x\(new.size.height) \(new.name) under way, at \(tally.end ?? .zero)",
        remedy: "cut it where it changes and work on each part")
    }
  }

  /// Where everything that was read ends, on the container's time line.
  private var end: MediaTime {
    let ends = [tally.end] + tracks.map { $0.end }
    return (ends.compactMap { $0 }.max() ?? .zero) + zero
  }

  private func absurd(_ what: String) -> MediaError {
    MediaError(
      .invalidInput, input.name, "has \(what) with a time that no recording has",
      remedy: "it is damaged; repair it: ffmpeg -i IN -c copy OUT")
  }
}
