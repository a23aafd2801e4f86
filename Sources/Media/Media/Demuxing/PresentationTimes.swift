import Geometry

/// Maps decoded frames back to the timestamps and flags of their packets, and finds packets that gave no
/// frame.
struct PresentationTimes: Sendable {
  /// Timestamps and flags of a packet.
  struct Entry: Sendable {
    var pts: MediaTime?
    var dts: MediaTime?
    var duration: MediaTime?
    /// Decoded but not presented: outside the edit list (AV_PKT_FLAG_DISCARD).
    var isDecodeOnly = false
    /// The demuxer flagged it as corrupt.
    var isDamaged = false
    /// A key picture, which is not predicted from others.
    var isKey = false
    /// A key picture at which decoding begins, although later pictures refer to pictures before it.
    var isRecoveryPoint = false
    /// The container's timestamps restart at this packet.
    var isDiscontinuity = false
    /// The second field of the previous packet's frame; gives no frame of its own.
    var isSecondField = false
    /// The decoder may output no frame for it (`mayProduceNoFrame`).
    var mayProduceNoFrame = false
    /// The closed group of pictures that it belongs to, and its place there in decoding order; nil where none is copied.
    var coded: (group: CodedGroup, index: Int)?

    /// Whether the decoder must output a presented frame for it.
    var producesFrame: Bool { !isDecodeOnly && !mayProduceNoFrame && !isSecondField }
  }

  /// Whether the container has DTS only, as AVI does.
  let hasOnlyDTS: Bool
  /// Whether the DTS are assigned to frames in display order.
  let assignsDTSInDisplayOrder: Bool
  private var entries: [Int: Entry] = [:]
  private var pendingDTS: [MediaTime] = []
  private var nextNumber = 0
  private var oldest = 0
  private var last: (time: MediaTime, duration: MediaTime)?
  /// Packets whose frame was never output.
  private(set) var missing = 0
  /// The timestamp of the first such packet.
  private(set) var firstMissing: MediaTime?
  /// Packets before the first decodable frame that gave none because their references are missing, as in a
  /// recording that begins in mid-stream.
  private(set) var leading = 0
  /// Packets for which a substitute frame was output.
  private(set) var overdue: [Int: Entry] = [:]
  private var start: MediaTime?
  /// The PTS of the first key picture. Leading pictures before it refer to pictures that are missing.
  private var firstKey: MediaTime?

  /// The reorder limit in packets: no codec outputs a frame later than that.
  private static let reach = 256

  /// - Parameter reorders: whether decoding order differs from display order (B-frames).
  init(hasOnlyDTS: Bool, reorders: Bool) {
    self.hasOnlyDTS = hasOnlyDTS
    assignsDTSInDisplayOrder = hasOnlyDTS && reorders
  }

  /// Adds a packet in decoding order; returns its number.
  mutating func add(_ entry: Entry) -> Int {
    defer { nextNumber += 1 }
    var entry = entry
    if hasOnlyDTS, !assignsDTSInDisplayOrder { entry.pts = entry.pts ?? entry.dts }
    // The duration of a frame is that of both fields.
    if entry.isSecondField, entry.pts != nil, let second = entry.duration,
      let first = entries[nextNumber - 1]?.duration
    {
      entries[nextNumber - 1]?.duration = first + second
    }
    entries[nextNumber] = entry
    if entry.isKey, firstKey == nil { firstKey = entry.pts }
    if !entry.isSecondField, let time = entry.dts ?? entry.pts { pendingDTS.append(time) }
    if nextNumber - oldest > 2 * Self.reach { forget(before: nextNumber - Self.reach) }
    return nextNumber
  }

  /// The entry of a packet whose frame was not taken yet.
  func entry(_ number: Int?) -> Entry? { number.flatMap { entries[$0] } }

  /// Removes the entry of a decoded frame's packet; returns it with the frame's PTS.
  mutating func take(_ number: Int?) -> (entry: Entry, time: MediaTime?) {
    let entry = number.flatMap { entries.removeValue(forKey: $0) } ?? Entry(isDamaged: true)
    let time = time(of: entry)
    if let time {
      last = (time, entry.duration ?? last?.duration ?? .zero)
      start = min(start ?? time, time)
    }
    return (entry, time)
  }

  /// Removes the packets whose frame is overdue, in display order: those whose PTS lies between the last
  /// frame and the next. Not possible for AVI with reordering, whose packets have no PTS.
  ///
  /// - Parameters:
  ///   - next: the PTS of the next frame; nil at the end.
  ///   - reached: the packet that was being decoded when that frame was output.
  mutating func takeOverdue(
    before next: MediaTime?, reached: Int
  ) -> [(number: Int, entry: Entry, time: MediaTime)] {
    guard !assignsDTSInDisplayOrder, let last, next.map({ $0 > last.time }) ?? true else { return [] }
    let found = entries.compactMap { number, entry -> (number: Int, entry: Entry, time: MediaTime)? in
      guard number <= reached, entry.producesFrame, let time = entry.pts,
        time > last.time,
        time >= firstKey ?? time, next.map({ time < $0 }) ?? true
      else { return nil }
      return (number, entry, time)
    }.sorted { ($0.time, $0.number) < ($1.time, $1.number) }
    for packet in found {
      entries[packet.number] = nil
      overdue[packet.number] = packet.entry
      self.last = (packet.time, packet.entry.duration ?? last.duration)
    }
    return found
  }

  /// Treats an overdue packet as pending again.
  mutating func restore(_ number: Int) { entries[number] = overdue.removeValue(forKey: number) }

  /// Removes overdue packets before `number` whose frames cannot be output any more.
  mutating func forgetOverdue(before number: Int) {
    if !overdue.isEmpty { overdue = overdue.filter { $0.key >= min(number, oldest) } }
  }

  /// To be called after the last frame: counts the packets that remain as missing.
  mutating func finish() { forget(before: nextNumber) }

  private mutating func time(of entry: Entry) -> MediaTime? {
    if assignsDTSInDisplayOrder {
      return pendingDTS.isEmpty ? nil : pendingDTS.removeFirst()
    }
    if let time = entry.pts { return time }
    return last.map { $0.time + $0.duration } ?? entry.dts
  }

  private mutating func forget(before number: Int) {
    while oldest < number {
      if let entry = entries.removeValue(forKey: oldest) { miss(entry) }
      oldest += 1
    }
    if !assignsDTSInDisplayOrder { pendingDTS = [] }
  }

  private mutating func miss(_ entry: Entry) {
    guard entry.producesFrame else { return }
    let time = entry.pts ?? entry.dts
    if let time, start != nil, let first = firstKey ?? start,
      time < first || time == first && entry.isRecoveryPoint
    {
      leading += 1
      return
    }
    missing += 1
    firstMissing = firstMissing ?? time
  }
}
