import Geometry

/// Gives decoded pictures back what their packets said, and tells which packets gave none.
struct VideoTimes: Sendable {
  /// What a packet says of its picture.
  struct Entry: Sendable {
    var presentation: MediaTime?
    var decoding: MediaTime?
    var duration: MediaTime?
    /// It is decoded, and not shown: it lies before the first picture of an edit.
    var isHidden = false
    /// The container or the way to here damaged it.
    var isDamaged = false
    /// It is predicted from no other.
    var isKey = false
    /// The container's times start again with it.
    var startsAnew = false
    /// It may give no picture: it is a second field, or says that nothing changes.
    var isOptional = false
  }

  /// Whether times are those of decoding, in display order: AVI knows no others.
  let countsInDisplayOrder: Bool
  private var entries: [Int: Entry] = [:]
  private var decodingTimes: [MediaTime] = []
  private var nextNumber = 0
  private var oldest = 0
  private var last: (time: MediaTime, duration: MediaTime)?
  /// Packets whose picture never came, though it should.
  private(set) var missing = 0
  /// The first such packet's time.
  private(set) var firstMissing: MediaTime?
  /// Packets before the first picture that gave none: what they are predicted from is not there, as where a recording
  /// begins in mid-stream.
  private(set) var leading = 0
  /// Packets whose picture was not waited for any longer.
  private(set) var overdue: Set<Int> = []
  private var start: MediaTime?
  /// When the first key picture is shown. What is shown before it, though decoded after it, is predicted from what is not
  /// there.
  private var firstKey: MediaTime?

  /// Packets of so long ago give no picture any more: no codec reorders further.
  private static let reach = 256

  init(countsInDisplayOrder: Bool) {
    self.countsInDisplayOrder = countsInDisplayOrder
  }

  /// Takes a packet; gives its number.
  mutating func add(_ entry: Entry) -> Int {
    defer { nextNumber += 1 }
    entries[nextNumber] = entry
    if entry.isKey, firstKey == nil { firstKey = entry.presentation }
    if let time = entry.decoding ?? entry.presentation { decodingTimes.append(time) }
    if nextNumber - oldest > 2 * Self.reach { forget(before: nextNumber - Self.reach) }
    return nextNumber
  }

  /// What the packet of a decoded picture says.
  func entry(_ number: Int?) -> Entry? { number.flatMap { entries[$0] } }

  /// What the packet of a decoded picture said, with the time at which the picture is shown.
  mutating func take(_ number: Int?) -> (entry: Entry, time: MediaTime?) {
    let entry = number.flatMap { entries.removeValue(forKey: $0) } ?? Entry(isDamaged: true)
    let time = time(of: entry)
    if let time {
      last = (time, entry.duration ?? last?.duration ?? .zero)
      start = min(start ?? time, time)
    }
    return (entry, time)
  }

  /// Takes out the packets whose picture should have come by now, in display order: those that are shown between the last
  /// picture and the next. AVI's packets do not say when that is.
  ///
  /// - Parameter next: when the next picture is shown; nil: there is none.
  mutating func takeOverdue(before next: MediaTime?) -> [(number: Int, entry: Entry, time: MediaTime)] {
    guard !countsInDisplayOrder, let last, next.map({ $0 > last.time }) ?? true else { return [] }
    let found = entries.compactMap { number, entry -> (number: Int, entry: Entry, time: MediaTime)? in
      guard !entry.isHidden, !entry.isOptional, let time = entry.presentation, time > last.time,
        time >= firstKey ?? time, next.map({ time < $0 }) ?? true
      else { return nil }
      return (number, entry, time)
    }.sorted { ($0.time, $0.number) < ($1.time, $1.number) }
    for packet in found {
      entries[packet.number] = nil
      overdue.insert(packet.number)
      self.last = (packet.time, packet.entry.duration ?? last.duration)
    }
    return found
  }

  /// Takes note that no more pictures come.
  mutating func finish() { forget(before: nextNumber) }

  private mutating func time(of entry: Entry) -> MediaTime? {
    if countsInDisplayOrder {
      return decodingTimes.isEmpty ? nil : decodingTimes.removeFirst()
    }
    if let time = entry.presentation { return time }
    return last.map { $0.time + $0.duration } ?? entry.decoding
  }

  private mutating func forget(before number: Int) {
    while oldest < number {
      if let entry = entries.removeValue(forKey: oldest) { miss(entry) }
      oldest += 1
    }
    if !countsInDisplayOrder { decodingTimes = [] }
  }

  private mutating func miss(_ entry: Entry) {
    guard !entry.isHidden, !entry.isOptional else { return }
    let time = entry.presentation ?? entry.decoding
    if let time, let start, time < max(start, firstKey ?? start) {
      leading += 1
      return
    }
    missing += 1
    firstMissing = firstMissing ?? time
  }
}
