import Geometry

/// Assigns the DTS of the input to frames in display order. In each group the n-th frame gets the n-th DTS: it is never
/// later than the frame's PTS, and fits between the DTS of copied groups.
struct DecodingTimes: Sendable {
  private var waiting: [(group: CodedGroup, dts: MediaTime)] = []

  /// Adds the DTS of a packet that gives a frame, in decoding order.
  mutating func add(_ dts: MediaTime, of group: CodedGroup) { waiting.append((group, dts)) }

  /// The DTS of the next frame of a group. Those of frames that earlier groups lack are dropped.
  mutating func take(for group: CodedGroup) -> MediaTime? {
    guard let place = waiting.firstIndex(where: { $0.group === group }) else { return nil }
    let dts = waiting[place].dts
    waiting.removeFirst(place + 1)
    return dts
  }
}
