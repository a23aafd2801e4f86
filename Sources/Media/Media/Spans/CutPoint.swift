/// A place at which a video can be divided: a key picture that no later picture reaches behind, neither in decoding order
/// nor in display order. What follows decodes to the same frames whether or not what precedes was decoded.
public struct CutPoint: Sendable, Equatable, Codable {
  /// The number of its packet among those of the video, in decoding order, from 0.
  public var packet: Int
  /// The DTS in ticks of the video track; nil where the container states none.
  public var dts: Int64?
  /// The PTS on the container's timeline in nanoseconds.
  public var pts: Int64

  public init(packet: Int, dts: Int64?, pts: Int64) {
    (self.packet, self.dts, self.pts) = (packet, dts, pts)
  }
}

/// The part of a video that one worker reads.
public struct ReadSpan: Sendable, Equatable {
  /// The packets of the video, in decoding order.
  public var packets: Range<Int>
  /// Where it begins; nil for the first span.
  public var start: CutPoint?
  /// The times of the packets of other tracks that belong to it in nanoseconds, relative to the first displayed frame.
  public var times: Range<Int64>
  /// The numbers of these packets, by track of `MediaDescription.tracks`.
  public var trackPackets: [Int]
  /// The number of displayed frames; nil where it is not known yet.
  public var frames: Int?

  public init(
    packets: Range<Int>, start: CutPoint?, times: Range<Int64>, trackPackets: [Int], frames: Int?
  ) {
    (self.packets, self.start, self.times) = (packets, start, times)
    (self.trackPackets, self.frames) = (trackPackets, frames)
  }
}
