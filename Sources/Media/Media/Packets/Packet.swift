import CLibAV
public import Geometry

/// One coded packet of an audio or subtitle track, copied without change.
public final class Packet: @unchecked Sendable {  // The bytes do not change.
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
