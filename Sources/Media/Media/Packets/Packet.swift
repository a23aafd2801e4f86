import CLibAV
public import Geometry

/// One coded packet of sound or text, carried over bit for bit.
public final class Packet: @unchecked Sendable {  // The bytes do not change.
  /// The presentation time, from the first displayed frame; negative for sound that is decoded but not heard
  /// (an encoder's priming).
  public let time: MediaTime
  /// How long it lasts, where the container says so.
  public let duration: MediaTime?
  /// Its bytes.
  public var count: Int { packet.count }

  let packet: DemuxedPacket

  init(_ packet: DemuxedPacket, time: MediaTime, duration: MediaTime?) {
    self.packet = packet
    self.time = time
    self.duration = duration
  }
}
