import CLibAV
import Core
import Geometry

/// Compares an output with its input before it is published: tracks and codecs, numbers of frames and
/// packets, their timestamps and payloads, and the video properties in the container. Any difference that no
/// option allows is an error.
struct OutputCheck {
  let name: String
  let description: MediaDescription
  let plan: MuxPlan
  let video: OutputTrack
  /// The digest of the video's packets; nil where none of them is copied.
  let videoDigest: String?
  let tracks: [OutputTrack]
  /// Whether the payloads of copied packets went through this process; otherwise those that wrote them compared them.
  var comparesPayloads = true

  /// The tracks that the output container lists.
  var written: [OutputTrack] { ([video] + tracks).filter { $0.place != nil } }

  /// - Parameters:
  ///   - taken: counters of the frames that the writer received; `receivedByTrack` of the packets of each
  ///     track.
  ///   - written: the path at which the output can be read back; nil where only its retained bytes can.
  /// - Returns: what was compared, and notes on metadata that the container did not store.
  func check(
    _ read: ReadCounters, received: TrackCounters, receivedByTrack: [TrackCounters], written: String?,
    kept: RetainedBytes
  ) throws -> (Comparison, lost: [String]) {
    let start = ContinuousClock.now
    try equal(received.count, read.video.count, "frames between reader and encoder", "the video")
    guard received == read.video else {
      throw difference("frame timestamps", "the video", read.video, received)
    }
    try equal(video.muxed.count, received.count, "encoded frames", "the video")
    let compared = try checkTracks(read, receivedByTrack)
    let (method, lost) = try checkContainer(written, kept, digests: compared.map(\.digest))
    let comparison = Comparison(
      frames: received.count, tracks: compared, method: method,
      seconds: (ContinuousClock.now - start) / .seconds(1))
    return (comparison, lost)
  }

  /// Compares the copied tracks: numbers of packets, timestamps and payloads.
  private func checkTracks(_ read: ReadCounters, _ receivedByTrack: [TrackCounters]) throws
    -> [Comparison.Track]
  {
    var compared: [Comparison.Track] = []
    for (place, track) in tracks.enumerated() {
      let source = read.tracks[place]
      let digest = comparesPayloads ? track.digest.finish() : source.digest
      let label = "track \(source.index) (\(track.parameters.codec))"
      try equal(receivedByTrack[place].count, source.times.count, "packets", label)
      guard receivedByTrack[place] == source.times else {
        throw difference("packet timestamps", label, source.times, receivedByTrack[place])
      }
      guard digest == source.digest else {
        throw difference("packet payloads", label, source.digest, digest)
      }
      compared.append(
        .init(index: source.index, codec: track.parameters.codec, packets: source.times.count, digest: digest)
      )
    }
    return compared
  }

  private func checkContainer(_ path: String?, _ kept: RetainedBytes, digests: [String]) throws
    -> (Comparison.Method, lost: [String])
  {
    let input: any DemuxerInput =
      if let path { try FileInput(path: path) } else { RetainedInput(kept, name: name) }
    let demuxer = try reopened(input, readsAhead: path != nil && !plan.listsInHeader)
    try WrittenHeader(check: self).check(demuxer)
    let lost = WrittenMetadata(check: self, canReadPackets: path != nil).lost(demuxer)
    guard path != nil else {
      try WrittenHeader(check: self).checkIndex(demuxer)
      return (comparesPayloads ? .asWritten : .byReference, lost)
    }
    try WrittenPackets(check: self, digests: digests).check(demuxer)
    return (.readBack, lost)
  }

  private func reopened(_ input: any DemuxerInput, readsAhead: Bool) throws -> Demuxer {
    do {
      return try Demuxer(input, readsAhead: readsAhead)
    } catch {
      throw UserError(
        .internalFailure, name, "the output cannot be read back, and is not published", detail: "\(error)")
    }
  }

  func equal<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String, _ track: String) throws {
    if found != expected { throw difference(what, track, expected, found) }
  }

  func difference(_ what: String, _ track: String, _ expected: Any, _ found: Any) -> UserError {
    UserError(
      .internalFailure, name,
      "the output differs from the input and is not published: \(what) of \(track): \(expected) in the input, "
        + "\(found) in the output",
      remedy:
        "try another container (--profile mkv or mp4), and report this with the input's 'ffprobe' output")
  }
}

/// What of an output was compared with its input, and found equal.
public struct Comparison: Sendable, Equatable {
  public struct Track: Sendable, Equatable {
    /// The stream index in the input.
    public var index: Int
    /// libavcodec's name of its codec.
    public var codec: String
    /// The number of packets.
    public var packets: Int
    /// MurmurHash3 of the packet payloads, in hexadecimal digits.
    public var digest: String
  }
  public enum Method: String, Sendable {
    /// The finished file was read back, packet by packet.
    case readBack = "read back"
    /// The output cannot be read back: the packets passed to the muxer and the container's header and index
    /// were compared.
    case asWritten = "as written"
    /// The output was put together from pieces whose payloads were not read: their tables, and the container's header and
    /// index were compared. Each worker compared the payloads of its piece.
    case byReference = "by reference"
  }
  /// The number of frames.
  public var frames: Int
  public var tracks: [Track]
  public var method: Method
  /// The duration of the comparison after the output was finished, in seconds.
  public var seconds: Double
}
