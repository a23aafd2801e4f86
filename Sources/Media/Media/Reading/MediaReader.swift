import CGStreamer
import CLibAV
import Core
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

  let input: any DemuxerInput
  let options: Options
  var demuxer: Demuxer?
  var decoder: VideoDecoder?
  var video: InputTrack?
  var tracks: [TrackReader] = []
  /// Which of `tracks` a stream's packets belong to.
  var trackOfStream: [Int: Int] = [:]
  var timeline = Timeline()
  var times = PresentationTimes(knowsOnlyDecoding: false, reorders: true)
  var clock = FrameClock()
  var spread = DamageSpread()
  var secondFields: SecondFields?
  /// Whether pictures come in another order than their times say.
  var areTimesWrong = false
  /// By how much the newest packet of the video was moved.
  var videoShift = MediaTime.zero
  var isDemuxed = false
  var videoPackets = 0
  /// Places of the container that could not be read.
  var gaps = 0
  var format: FrameFormat?
  /// Frames that wait for whoever asks next.
  var ready: [Frame] = []
  /// The last frame that was handed out.
  var newest: Frame?
  /// Where the container's own time zero lies on its time line: a transport stream's begins anywhere.
  var base = MediaTime.zero
  /// Where the first displayed frame stands on the container's time line.
  var zero = MediaTime.zero
  var duration: MediaTime?

  /// What was handed out of the video.
  public internal(set) var tally = TrackCounters()

  /// Packets that may wait for a consumer, in bytes, before reading goes on.
  static let packetBytesWaiting = 1 << 20
  /// Before the first frame nobody takes packets yet: minutes of coded sound.
  static let packetBytesBefore = 64 << 20

  /// Some seconds of a stream: sound that begins later has no headers by then.
  static let packetsForHeaders = 1000

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
    return try await interruptible { try await self.pullFrame() }
  }

  /// The next packet of a track (an index into the description's tracks), or nil after the last.
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

  /// Whether everything came out that the container lists: as many pictures and packets, and up to the length it says.
  /// A file that was cut off, or damaged inside, can end without any error.
  public func checkWhole() throws {
    guard let video else { return }
    try WholenessCheck(name: input.name).check(
      video: video, packets: videoPackets, gaps: gaps, times: times, tracks: tracks, duration: duration,
      end: end)
  }

  /// What was read of each track beside the video.
  public func trackTallies() -> [TrackCounter] { tracks.map { $0.tally() } }

  /// What was left out, and done about times that cannot be kept as they are, in words.
  public func notes() -> [String] {
    var notes: [String] = []
    if timeline.restarts > 0 {
      notes.append(
        "the input's times start again, as where recordings are joined (\(timeline.restarts) times): they go on there"
      )
    }
    if gaps > 0 { notes.append("the container is damaged, and what stood there is missing (\(gaps) times)") }
    if times.missing > 0 {
      notes.append("pictures that cannot be decoded, and are missing: \(times.missing)")
    }
    if times.leading > 0 {
      notes.append(
        "the input begins in mid-stream: pictures before the first that can be decoded were left out: \(times.leading)"
      )
    }
    if clock.repeats > 0 {
      notes.append("frames that have the same time as the frame before them: \(clock.repeats)")
    }
    if clock.steps > 0 {
      notes.append(
        "the input's times go back (\(clock.steps) times): what follows goes on after what was before")
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
