import Geometry

/// Gives decoded pictures back what their packets said, and tells which packets gave none.
struct PresentationTimes: Sendable {
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
    /// It is a key picture at which decoding begins, though others behind it refer to some before it.
    var isRecoveryPoint = false
    /// The container's times start again with it.
    var startsAnew = false
    /// It completes the frame of the packet before, and gives no picture of its own.
    var isSecondField = false
    /// It may give no picture: it says that nothing changes.
    var isOptional = false

    /// Whether a picture that is shown must come of it.
    var givesFrame: Bool { !isHidden && !isOptional && !isSecondField }
  }

  /// Whether the container says only when pictures are decoded, as AVI does.
  let knowsOnlyDecoding: Bool
  /// Whether times are those of decoding, given out in display order.
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
  private(set) var overdue: [Int: Entry] = [:]
  private var start: MediaTime?
  /// When the first key picture is shown. What is shown before it, though decoded after it, is predicted from what is not
  /// there.
  private var firstKey: MediaTime?

  /// Packets of so long ago give no picture any more: no codec reorders further.
  private static let reach = 256

  /// - Parameter reorders: whether pictures are decoded in another order than they are shown.
  init(knowsOnlyDecoding: Bool, reorders: Bool) {
    self.knowsOnlyDecoding = knowsOnlyDecoding
    countsInDisplayOrder = knowsOnlyDecoding && reorders
  }

  /// Takes a packet; gives its number.
  mutating func add(_ entry: Entry) -> Int {
    defer { nextNumber += 1 }
    var entry = entry
    if knowsOnlyDecoding, !countsInDisplayOrder { entry.presentation = entry.presentation ?? entry.decoding }
    // A frame of two packets lasts as long as both.
    if entry.isSecondField, entry.presentation != nil, let second = entry.duration,
      let first = entries[nextNumber - 1]?.duration
    {
      entries[nextNumber - 1]?.duration = first + second
    }
    entries[nextNumber] = entry
    if entry.isKey, firstKey == nil { firstKey = entry.presentation }
    if !entry.isSecondField, let time = entry.decoding ?? entry.presentation { decodingTimes.append(time) }
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
  /// - Parameters:
  ///   - next: when the next picture is shown; nil: there is none.
  ///   - reached: the packet that the decoder was at when it gave that picture.
  mutating func takeOverdue(
    before next: MediaTime?, reached: Int
  ) -> [(number: Int, entry: Entry, time: MediaTime)] {
    guard !countsInDisplayOrder, let last, next.map({ $0 > last.time }) ?? true else { return [] }
    let found = entries.compactMap { number, entry -> (number: Int, entry: Entry, time: MediaTime)? in
      guard number <= reached, entry.givesFrame, let time = entry.presentation,
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

  /// Waits again for the picture of an overdue packet.
  mutating func restore(_ number: Int) { entries[number] = overdue.removeValue(forKey: number) }

  /// Lets go of overdue packets before one, as far as their pictures cannot come any more.
  mutating func forgetOverdue(before number: Int) {
    if !overdue.isEmpty { overdue = overdue.filter { $0.key >= min(number, oldest) } }
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
    guard entry.givesFrame else { return }
    let time = entry.presentation ?? entry.decoding
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
