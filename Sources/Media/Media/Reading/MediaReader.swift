import CGStreamer
import CLibAV
public import Core
public import Geometry

/// Reads a video: decoded frames, and the packets of all audio and subtitle tracks, with their timestamps.
///
/// libavformat demuxes on this actor's own thread, on demand of the consumers; GStreamer decodes on its own
/// threads. There must be one consumer for frames and one for each track.
public actor MediaReader {
  public struct Options: Sendable {
    /// Decoder threads. Each needs memory for further frames.
    public var decodeThreads = 1
    /// Read what can be read of a damaged or truncated input.
    public var allowsDamage = false
    /// Keep the coded pictures of a closed group until the writer knows whether it copies them.
    public var keepsGroups = false
    /// Find the places at which the video can be divided.
    public var findsCutPoints = false

    public init(
      decodeThreads: Int = 1, allowsDamage: Bool = false, keepsGroups: Bool = false,
      findsCutPoints: Bool = false
    ) {
      self.findsCutPoints = findsCutPoints
      self.decodeThreads = decodeThreads
      self.allowsDamage = allowsDamage
      self.keepsGroups = keepsGroups
    }
  }

  private let executor = ThreadExecutor(name: "frameveil-read")
  /// The actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  public nonisolated let name: String

  let input: any DemuxerInput
  let options: Options
  var demuxer: Demuxer?
  var decoder: VideoDecoder?
  var video: InputTrack?
  var tracks: [TrackReader] = []
  /// The position in `tracks` of each stream index.
  var trackOfStream: [Int: Int] = [:]
  var timeline = Timeline()
  var times = PresentationTimes(hasOnlyDTS: false, reorders: true)
  var clock = FrameClock()
  var propagation = ErrorPropagation()
  var fieldPairs: FieldPairDetector?
  /// Divides the video into the groups that can be copied; nil where none can, or is asked for.
  var groups: GroupSplitter?
  /// Finds the places at which the video can be divided; nil unless asked for.
  var cutPoints: CutPointFinder?
  /// The progress in the span that is read; nil: the whole is read.
  var span: SpanProgress?
  var decodingTimes = DecodingTimes()
  var queue = DecodeQueue()
  /// Whether the container's PTS contradict the decoder's output order.
  var hasUnreliablePTS = false
  /// The timestamp offset of the last video packet.
  var videoShift = MediaTime.zero
  var isDemuxed = false
  /// Whether the rest of the video is read and not decoded.
  var passesOverVideo = false
  /// The end of the packets that were read and not decoded.
  var passedEnd: MediaTime?
  var videoPackets = 0
  /// Damaged sections of the container that were skipped.
  var gaps = 0
  var format: FrameFormat?
  /// Frames that wait to be pulled.
  var ready: [Frame] = []
  /// The last frame with pixels that was returned.
  var lastDecoded: Frame?
  /// The timestamp offset of the container: transport streams start at an arbitrary time.
  var base = MediaTime.zero
  /// The PTS of the first presented frame on the container's timeline.
  var zero = MediaTime.zero
  var duration: MediaTime?

  /// Count and timestamps of the frames returned.
  public internal(set) var counters = TrackCounters()

  /// How many bytes of packets may wait for consumers before reading pauses.
  static let packetBytesWaiting = 1 << 16
  /// The same before the first frame, when packets have no consumers yet: minutes of coded audio.
  static let packetBytesBefore = 64 << 20

  /// The limit, in packets, of the search for codec headers: a few seconds of a stream.
  static let headerSearchLimit = 1000

  /// Opens the input without decoding. Throws for files and pipes that cannot be opened.
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

  /// Opens the container and decodes the first frame. Throws before decoding when the input is incomplete.
  public func open() async throws -> MediaDescription {
    try await interruptible { try await self.openNow() }
  }

  /// Keeps no packets any more: no group is copied.
  public func forgetGroups() {
    groups?.release()
    groups = nil
  }

  /// Leaves groups that are copied undecoded. Their frames have no pixels.
  ///
  /// - Parameter isQuiet: whether nobody needs the pixels of the frames in a span.
  public func skipGroups(where isQuiet: @escaping @Sendable (Range<MediaTime>) -> Bool) {
    let origin = base + zero
    queue.isQuiet = { _, span in isQuiet(span.lowerBound - origin..<span.upperBound - origin) }
  }

  /// Leaves groups undecoded whose digest is known. Their frames have no pixels.
  public func skipKnownGroups(_ isKnown: @escaping @Sendable (GroupDigest) -> Bool) {
    queue.isQuiet = { group, _ in group.digest.map(isKnown) ?? false }
  }

  /// The next frame, or nil after the last. Throws when the input is damaged.
  public func nextFrame() async throws -> Frame? {
    return try await interruptible { try await self.pullFrame() }
  }

  /// The next packet of a track (an index into `MediaDescription.tracks`), or nil after the last.
  public func nextPacket(track: Int) async throws -> Packet? {
    let reader = tracks[track]
    while true {
      try Task.checkCancellation()
      if let packet = reader.take() {
        decoder?.event.notify()
        return packet
      }
      if isDemuxed { return nil }
      await reader.event.wait()
    }
  }

  /// Checks that all frames and packets in the container's index were read, up to the stated duration. A
  /// truncated or damaged file can end without a read error.
  public func checkComplete() throws {
    guard let video else { return }
    try CompletenessCheck(name: input.name).check(
      video: video, packets: videoPackets, gaps: gaps, times: times, tracks: tracks, duration: duration,
      end: end)
  }

  /// Count, timestamps and digest of the packets of each track. To be called once, at the end.
  public func trackCounters() -> [TrackCounter] { tracks.map { $0.counters() } }

  /// Notes for the user on dropped data and changed timestamps.
  public func notes() -> [String] {
    var notes: [String] = []
    if timeline.restarts > 0 {
      notes.append(
        "the input has timestamp discontinuities, as in concatenated recordings: \(timeline.restarts); later "
          + "timestamps were shifted to continue"
      )
    }
    if gaps > 0 { notes.append("the container is damaged, and the data there is lost (\(gaps) times)") }
    if times.missing > 0 {
      notes.append("frames that could not be decoded and are missing: \(times.missing)")
    }
    if times.leading > 0 {
      notes.append(
        "the input begins in mid-stream: frames before the first decodable one were dropped: \(times.leading)"
      )
    }
    if clock.repeats > 0 {
      notes.append("frames with the same timestamp as the previous frame: \(clock.repeats)")
    }
    if clock.steps > 0 {
      notes.append(
        "the input's timestamps go back (\(clock.steps) times): later timestamps were shifted to continue")
    }
    return notes + tracks.flatMap(\.notes)
  }

  /// Stops decoding. Blocks this actor until GStreamer's threads have ended.
  public func close() {
    input.cancel()
    decoder?.stop()
  }

  /// Cancels a pending read when the task is cancelled.
  private func interruptible<Value>(_ body: () async throws -> Value) async throws -> Value {
    try await withTaskCancellationHandler(operation: body) { input.cancel() }
  }
}

/// The source of a video.
public enum MediaInput: Sendable {
  case file(path: String)
  /// The process's standard input, read once and sequentially.
  case standardInput
  /// Remote bytes with random access: an object in a bucket, a file behind a URL.
  case ranges(any ByteRanges)

  /// A path, or `-` for standard input.
  public init(argument: String) {
    self = argument == "-" ? .standardInput : .file(path: argument)
  }

  public var name: String {
    switch self {
    case .file(let path): path
    case .standardInput: "standard input"
    case .ranges(let ranges): ranges.name
    }
  }
}
