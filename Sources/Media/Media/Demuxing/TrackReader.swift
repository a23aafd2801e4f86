import CLibAV
import Core
public import Geometry

/// The packet queue of one track between the demuxer and its consumer. Owned by a `MediaReader` and used on
/// its thread.
final class TrackReader {
  private(set) var track: InputTrack
  /// Signalled when a packet is available, and at the end.
  let event = AsyncEvent()
  private var waiting: [Packet] = []
  private(set) var waitingBytes = 0
  private(set) var packets = 0
  /// The times of the packets that are passed on, relative to the first presented frame; nil: all.
  var window: Range<MediaTime>?
  /// The number of packets that were passed on.
  private(set) var placed = 0
  private let digest = PacketDigest()
  private var times = TrackCounters()
  private let filter: BitstreamFilter?
  /// Dropped packets before the first one with a timestamp, as in a recording that begins in mid-stream.
  private var untimed = 0
  /// Dropped packets that the bitstream filter rejected.
  private var damaged = 0
  private let allowsDamage: Bool
  private let hasEdits: Bool
  /// Dropped packets outside the edit list, which the output could not exclude from presentation.
  private var discarded = 0
  /// Whether a packet inside the edit list was read, and whether a discarded one followed it.
  private var hasPresented = false
  private var isAfterCut = false
  private var lastEnd: MediaTime?

  /// - Parameter hasEdits: whether AV_PKT_FLAG_DISCARD stems from edit lists; libavformat also sets it in
  ///   fragments.
  init(_ track: InputTrack, hasEdits: Bool, allowsDamage: Bool) throws {
    (self.track, self.hasEdits, self.allowsDamage) = (track, hasEdits, allowsDamage)
    filter = try BitstreamFilter.unwrapping(track)
  }

  /// Where the packets so far end, relative to the first presented frame.
  var end: MediaTime? { times.end }

  /// Whether the codec headers come with the first packet, which was not read yet.
  var lacksHeaders: Bool { filter != nil && track.parameters.extradata.isEmpty }

  /// Notes on dropped packets.
  var notes: [String] {
    [
      (untimed, "packets before the first timestamp"), (damaged, "damaged packets"),
      (discarded, "packets outside the input's edit list"),
    ].filter { $0.0 > 0 }.map {
      "track \(track.index) (\(track.codecName)): \($0.0) \($0.1) were dropped"
    }
  }

  /// Adds a packet from the demuxer.
  func add(
    _ packet: DemuxedPacket, base: MediaTime, zero: MediaTime, shift: inout Timeline,
    allowsDiscontinuities: Bool
  ) throws {
    packets += 1
    let fields = packet.pointer.pointee
    let pts = track.timeBase.time(fields.pts) ?? track.timeBase.time(fields.dts)
    let duration = fields.duration > 0 ? track.timeBase.time(fields.duration) : nil
    guard var time = pts ?? lastEnd else {
      untimed += 1
      return
    }
    lastEnd = time + (duration ?? .zero)
    if allowsDiscontinuities {
      time =
        time
        + shift.shift(of: track.index, dts: time, duration: duration, tolerance: Self.jitter)
    }
    guard try isWanted(packet, at: time - base - zero), try unwrap(packet, at: time) else { return }
    guard window?.contains(time - base - zero) != false else { return }
    let waitingPacket = Packet(packet, time: time - base - zero, duration: duration)
    placed += 1
    waiting.append(waitingPacket)
    waitingBytes += waitingPacket.count
    event.notify()
  }

  /// Whether a packet is copied: it is inside the edit list, or precedes the first frame, where the output
  /// excludes it from presentation as well. A section that the edit list removes from the middle cannot be
  /// copied: a packet has a start time only, so the section would be played.
  private func isWanted(_ packet: DemuxedPacket, at time: MediaTime) throws -> Bool {
    guard hasEdits, packet.isDiscarded else {
      guard !isAfterCut else {
        throw UserError(
          .invalidInput, "track \(track.index)",
          "its edit list removes a section of its \(track.codecName) before \(time), which a copy would play",
          remedy: "apply the edit list to the audio first: ffmpeg -i IN -c:v copy -c:a aac OUT")
      }
      hasPresented = true
      return true
    }
    isAfterCut = hasPresented
    guard hasPresented || time >= .zero else { return true }
    discarded += 1
    return false
  }

  /// Removes stream framing from a packet, and codec headers from its side data: a muxer would write these
  /// over the header it has already written. Returns false when the packet is dropped.
  private func unwrap(_ packet: DemuxedPacket, at time: MediaTime) throws -> Bool {
    do {
      try filter?.apply(to: packet)
    } catch {
      guard allowsDamage else {
        throw UserError(
          .invalidInput, "track \(track.index)",
          "a packet of its \(track.codecName) audio is damaged, at \(time)",
          remedy: "pass --allow-damaged to drop such packets, or exclude the track")
      }
      damaged += 1
      return false
    }
    guard let headers = packet.takeNewHeaders() else { return true }
    if track.parameters.extradata.isEmpty {
      track.parameters = try CodecParameters(track.parameters.pointer) { $0.setExtradata(headers) }
    } else if headers != track.parameters.extradata {
      throw UserError(
        .invalidInput, "track \(track.index)",
        "its codec parameters (\(track.codecName)) change at packet \(packets)",
        remedy: "cut the input there and process each part, or exclude the track")
    }
    return true
  }

  /// Shifts the queued packets once the PTS of the first presented frame is known.
  func setFirstFrameTime(_ zero: MediaTime) {
    waiting = waiting.map { Packet($0.packet, time: $0.time - zero, duration: $0.duration) }
  }

  /// The next packet; nil when none is available now.
  func take() -> Packet? {
    guard !waiting.isEmpty else { return nil }
    let packet = waiting.removeFirst()
    waitingBytes -= packet.count
    times.add(packet.time, duration: packet.duration)
    digest.add(packet.packet.bytes)
    return packet
  }

  /// Count, timestamps and digest of the packets taken. To be called once, at the end.
  func counters() -> TrackCounter { TrackCounter(index: track.index, times: times, digest: digest.finish()) }

  /// How far audio timestamps go back in valid files.
  private static let jitter = MediaTime(nanoseconds: 100_000_000)
}

/// Count, timestamps and digest of the packets of a track at one stage of the pipeline.
public struct TrackCounter: Sendable, Equatable, Codable {
  /// The stream index in the input.
  public var index: Int
  public var times: TrackCounters
  /// MurmurHash3 of the packets' payloads, in hexadecimal digits.
  public var digest: String
}

/// One coded packet of an audio or subtitle track, copied without change.
public final class Packet: @unchecked Sendable {
  // The reader hands its DemuxedPacket over and keeps no reference; from then on it is only read. The last
  // owner frees it.

  /// The PTS, relative to the first presented frame; negative for audio that is decoded but not played
  /// (encoder delay, "priming").
  public let time: MediaTime
  /// The duration; nil where the container does not state it.
  public let duration: MediaTime?
  /// The payload size in bytes.
  public var count: Int { packet.count }

  let packet: DemuxedPacket

  init(_ packet: DemuxedPacket, time: MediaTime, duration: MediaTime?) {
    self.packet = packet
    self.time = time
    self.duration = duration
  }
}
