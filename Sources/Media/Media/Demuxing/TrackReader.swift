import CLibAV
import Core
import Geometry

/// The packets of one track on their way from the demuxer to whoever takes them. Belongs to a reader, and is used on
/// its thread.
final class TrackReader {
  private(set) var track: InputTrack
  /// Signalled when a packet is there, and at the end.
  let event = AsyncEvent()
  private var waiting: [Packet] = []
  private(set) var waitingBytes = 0
  private(set) var packets = 0
  private let digest = PacketDigest()
  private var times = TrackCounters()
  private let filter: PacketFilter?
  /// Packets before the first that has a time: a recording that begins in mid-stream has such.
  private var untimed = 0
  /// Damaged packets, which cannot be taken out of their framing.
  private var damaged = 0
  private let allowsDamage: Bool
  private let hasEdits: Bool
  /// Packets that an edit list hides and that cannot be hidden in the result.
  private var hidden = 0
  /// Whether one was shown, and whether one that is hidden came after it.
  private var hasShown = false
  private var isBehindShown = false
  private var lastEnd: MediaTime?

  /// - Parameter hasEdits: whether packets are marked as discarded by edit lists; in fragments libavformat marks others.
  init(_ track: InputTrack, hasEdits: Bool, allowsDamage: Bool) throws {
    (self.track, self.hasEdits, self.allowsDamage) = (track, hasEdits, allowsDamage)
    filter = try PacketFilter.unwrapping(track)
  }

  /// Where the packets so far end, from the first displayed frame.
  var end: MediaTime? { times.end }

  /// Whether the codec's headers stand in the first packet, which has not come yet.
  var lacksHeaders: Bool { filter != nil && track.parameters.extradata.isEmpty }

  /// What to say of it.
  var notes: [String] {
    [
      (untimed, "packets before its first time"), (damaged, "damaged packets"),
      (hidden, "packets that the input's edit list hides"),
    ].filter { $0.0 > 0 }.map {
      "track \(track.index) (\(track.words)): \($0.0) \($0.1) were left out"
    }
  }

  /// Takes a packet.
  func add(
    _ packet: DemuxedPacket, base: MediaTime, zero: MediaTime, shift: inout Timeline, mayRestart: Bool
  ) throws {
    packets += 1
    let fields = packet.pointer.pointee
    let presentation = track.timeBase.time(fields.pts) ?? track.timeBase.time(fields.dts)
    let duration = fields.duration > 0 ? track.timeBase.time(fields.duration) : nil
    guard var time = presentation ?? lastEnd else {
      untimed += 1
      return
    }
    lastEnd = time + (duration ?? .zero)
    if mayRestart {
      time =
        time
        + shift.shift(of: track.index, decoding: time, duration: duration, tolerance: Self.jitter)
    }
    guard try isWanted(packet, at: time - base - zero), try unwrap(packet, at: time) else { return }
    let placed = Packet(packet, time: time - base - zero, duration: duration)
    waiting.append(placed)
    waitingBytes += placed.count
    event.notify()
  }

  /// Whether a packet is to be heard, or lies before the first picture, where the result hides it as well. What an edit
  /// list cuts out of the middle would be heard again: a packet says only when it begins.
  private func isWanted(_ packet: DemuxedPacket, at time: MediaTime) throws -> Bool {
    guard hasEdits, packet.isDiscarded else {
      guard !isBehindShown else {
        throw UserError(
          .invalidInput, "track \(track.index)",
          "its edit list cuts a part out of its \(track.words) before \(time), which would be heard again",
          remedy: "make the cut in the sound itself first: ffmpeg -i IN -c:v copy -c:a aac OUT")
      }
      hasShown = true
      return true
    }
    isBehindShown = hasShown
    guard hasShown || time >= .zero else { return true }
    hidden += 1
    return false
  }

  /// Takes a packet out of its stream's framing, and the codec's headers out of it, which the first may tell: a muxer
  /// would write them over what it has written already. Returns whether anything is left of it.
  private func unwrap(_ packet: DemuxedPacket, at time: MediaTime) throws -> Bool {
    do {
      try filter?.apply(to: packet)
    } catch {
      guard allowsDamage else {
        throw UserError(
          .invalidInput, "track \(track.index)", "a packet of its \(track.words) is damaged, at \(time)",
          remedy: "pass --allow-damaged to leave such packets out, or leave the track out")
      }
      damaged += 1
      return false
    }
    guard let headers = packet.takeNewHeaders() else { return true }
    if track.parameters.extradata.isEmpty {
      track.parameters = try CodecParameters(track.parameters.pointer) { $0.setExtradata(headers) }
    } else if headers != track.parameters.extradata {
      throw UserError(
        .invalidInput, "track \(track.index)", "its \(track.words) changes under way, at packet \(packets)",
        remedy: "cut the input there and work on each part, or leave the track out")
    }
    return true
  }

  /// Moves what waits when the first displayed frame's time is known.
  func setZero(_ zero: MediaTime) {
    waiting = waiting.map { Packet($0.packet, time: $0.time - zero, duration: $0.duration) }
  }

  /// The next packet; nil when there is none now.
  func take() -> Packet? {
    guard !waiting.isEmpty else { return nil }
    let packet = waiting.removeFirst()
    waitingBytes -= packet.count
    times.add(packet.time, duration: packet.duration)
    digest.add(packet.packet.bytes)
    return packet
  }

  /// What was handed out; to be asked once, at the end.
  func tally() -> TrackCounter { TrackCounter(index: track.index, times: times, digest: digest.finish()) }

  /// How far the times of sound go back in good files.
  private static let jitter = MediaTime(nanoseconds: 100_000_000)
}

/// What has gone by of a track at one place, with its bytes.
public struct TrackCounter: Sendable, Equatable {
  /// The track's place in the input.
  public var index: Int
  /// The packets' number and times.
  public var times: TrackCounters
  /// MurmurHash3 of the packets' bytes, in hexadecimal digits.
  public var digest: String
}
