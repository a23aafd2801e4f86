import Geometry

/// The packets between demuxer and decoder, in decoding order. Packets of a group wait until all of it is read, if it may
/// be one that nobody needs to see.
struct DecodeQueue {
  enum Item {
    case packet(DemuxedPacket, PresentationTimes.Entry)
    /// The pictures of a group that is not decoded, in display order.
    case skipped([PresentationTimes.Entry])
  }

  /// Whether nobody needs the pixels of the frames of a group, which are in a span on the container's timeline; nil: all are
  /// decoded.
  var isQuiet: ((CodedGroup, Range<MediaTime>) -> Bool)? {
    didSet { passing = newest }
  }
  private var items: [Item] = []
  /// The group that may be skipped.
  private var held: (group: CodedGroup, packets: [(packet: DemuxedPacket, entry: PresentationTimes.Entry)])?
  /// The group whose first packets are in the queue already.
  private var passing: CodedGroup?
  private var newest: CodedGroup?

  var first: Item? { items.first }
  var isEmpty: Bool { items.isEmpty }

  mutating func removeFirst() -> Item? { items.isEmpty ? nil : items.removeFirst() }

  mutating func add(_ packet: DemuxedPacket, _ entry: PresentationTimes.Entry) {
    newest = entry.coded?.group
    if held?.group !== newest { release() }
    guard isQuiet != nil, let newest, newest !== passing else { return items.append(.packet(packet, entry)) }
    held = held ?? (newest, [])
    held?.packets.append((packet, entry))
    guard newest.obstacle != nil else { return }
    // It is not copied, so it must be decoded.
    passing = newest
    release()
  }

  /// Decides on the group that is held, all of which was read or which is decoded anyway.
  mutating func release() {
    guard let (group, packets) = held else { return }
    held = nil
    let shown = packets.map(\.entry).sorted { ($0.pts ?? .zero) < ($1.pts ?? .zero) }
    guard group.obstacle == nil, let start = shown.first?.pts, let last = shown.last, let end = last.pts,
      isQuiet?(group, start..<end + max(last.duration ?? .zero, Self.tick)) == true
    else { return items += packets.map { .packet($0.packet, $0.entry) } }
    items.append(.skipped(shown))
  }

  private static let tick = MediaTime(nanoseconds: 1)
}
