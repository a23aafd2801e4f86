public import Geometry
public import Tracking

/// Follows detected faces through the pictures between their samples.
///
/// Feed it every frame's small picture in order, and what was detected at each sampled instant, before or after
/// the frame of that instant; then it tells the way of each observed box as ``Tracking/MotionEvidence``. It holds
/// at most so many bytes of pictures, and what lies before an instant goes with ``forget(before:)``.
public struct FlowTracker: MotionEvidence {
  private var frames: [Frame] = []
  private var waiting: [(time: MediaTime, boxes: [Box])] = []
  private var samples: [Int: [Box]] = [:]
  private var cuts: [MediaTime] = []
  private var paths: [FlowKey: FlowTrack] = [:]
  private var newest: (number: Int, pyramid: Pyramid)?
  private var count = 0
  private let maxBytes: Int
  private let maxSpan: MediaTime

  /// Makes a guide that holds at most `maxBytes` of small pictures, and follows no face for longer than `maxSpan`.
  public init(maxBytes: Int = 12 << 20, maxSpan: MediaTime = MediaTime(nanoseconds: 2_000_000_000)) {
    self.maxBytes = maxBytes
    self.maxSpan = maxSpan
  }

  /// Adds the next frame's picture. A frame whose time does not increase is left out; when the size changes, what
  /// was followed so far ends.
  public mutating func add(_ picture: LumaFrame, at time: MediaTime) throws {
    if let last = frames.last {
      guard time > last.time else { return }
      if picture.width != last.picture.width || picture.height != last.picture.height { clear() }
    }
    if let last = frames.last {
      let half = MediaTime(nanoseconds: (time - last.time).nanoseconds / 2)
      try anchor { $0 < last.time + half }
    }
    frames.append(Frame(number: count, time: time, picture: picture))
    count += 1
    try advance()
    trim()
    try anchor { $0 <= time }
  }

  /// Adds the boxes detected at an instant; no boxes are left out.
  public mutating func add(_ boxes: [Box], at time: MediaTime) throws {
    guard !boxes.isEmpty else { return }
    waiting.append((time, boxes))
    guard let last = frames.last, time <= last.time else { return }
    try anchor { $0 <= last.time }
  }

  /// Notes a scene cut at the first frame after it: nothing is followed across.
  public mutating func cut(at time: MediaTime) {
    cuts.append(time)
    for (key, flowTrack) in paths {
      guard isCut(between: key.time, flowTrack.path.end.time) else { continue }
      let cuts = cuts
      paths[key]?.path.end { place in !cuts.contains { $0.lies(between: key.time, place.time) } }
      paths[key]?.isOver = true
    }
  }

  /// Drops the pictures before an instant, and the paths that start before it and lead no further.
  public mutating func forget(before time: MediaTime) {
    drop(frames.dropLast(2).prefix { $0.time < time }.count)
    paths = paths.filter { key, flowTrack in
      !flowTrack.isOver || max(key.time, flowTrack.path.end.time) >= time
    }
    cuts.removeAll { $0 < time - maxSpan }
  }

  /// See ``Tracking/MotionEvidence``.
  public func path(of box: Box, seenAt time: MediaTime, _ direction: FlowPath.Direction) -> FlowPath? {
    paths[FlowKey(time: time, box: box, direction: direction)]?.path
  }

  /// The frames that are held from the one at an instant, or before it, to the one at another, or after it.
  func frames(between start: MediaTime, _ end: MediaTime) -> [Frame] {
    let first = frames.lastIndex { $0.time <= start } ?? 0
    guard let last = frames.firstIndex(where: { $0.time >= end }), first < last else { return [] }
    return Array(frames[first...last])
  }

  private mutating func clear() {
    frames = []
    samples = [:]
    newest = nil
    for key in paths.keys { paths[key]?.isOver = true }
  }

  /// Starts the paths of the samples whose time passes a test: those that have found their nearest frame.
  private mutating func anchor(_ isDue: (MediaTime) -> Bool) throws {
    let due = waiting.filter { isDue($0.time) }
    waiting.removeAll { isDue($0.time) }
    for sample in due {
      guard let index = frames.indices.min(by: { gap($0, sample.time) < gap($1, sample.time) }),
        gap(index, sample.time) <= Self.nearest
      else { continue }
      let frame = frames[index]
      samples[frame.number, default: []] += sample.boxes
      claim(sample.boxes, at: frame)
      for box in sample.boxes {
        let templateScore = TemplateScore(frame.picture, box)
        for direction in [FlowPath.Direction.forward, .backward] {
          let key = FlowKey(time: sample.time, box: box, direction: direction)
          paths[key] = FlowTrack(
            path: FlowPath(from: box, at: frame.time), frame: frame.number, templateScore: templateScore)
        }
      }
      try rewind(from: index)
      if index < frames.count - 1 { try catchUp(from: index) }
    }
  }

  private func gap(_ index: Int, _ time: MediaTime) -> UInt64 {
    (frames[index].time - time).nanoseconds.magnitude
  }

  /// Ends the forward paths where they reach a sample's boxes, also those that went on because it came late.
  private mutating func claim(_ boxes: [Box], at frame: Frame) {
    for (key, flowTrack) in paths where key.direction == .forward && key.time < frame.time {
      guard let place = flowTrack.path.place(at: frame.time), place.isClaimed(by: boxes) else { continue }
      paths[key]?.path.end { $0.time <= frame.time }
      paths[key]?.isOver = true
    }
  }

  /// Moves the forward paths on to the newest frame.
  private mutating func advance() throws {
    guard frames.count > 1 else { return }
    try step(from: frames.count - 2, to: frames.count - 1, .forward)
  }

  /// Moves the paths that start in a frame behind the newest on to it.
  private mutating func catchUp(from index: Int) throws {
    for next in index + 1..<frames.count { try step(from: next - 1, to: next, .forward) }
  }

  /// Moves the backward paths that start in a frame through the pictures before it.
  private mutating func rewind(from index: Int) throws {
    for next in (0..<index).reversed() { try step(from: next + 1, to: next, .backward) }
    for key in paths.keys where key.direction == .backward { paths[key]?.isOver = true }
  }

  /// Moves all paths that have come to a frame on to its neighbour.
  private mutating func step(from: Int, to: Int, _ direction: FlowPath.Direction) throws {
    let (here, there) = (frames[from], frames[to])
    let keys = paths.keys.filter { key in
      guard let flowTrack = paths[key] else { return false }
      return key.direction == direction && !flowTrack.isOver && flowTrack.frame == here.number
    }
    guard !keys.isEmpty else { return }
    guard !isCut(between: here.time, there.time) else {
      for key in keys { paths[key]?.isOver = true }
      return
    }
    let (a, b) = (try pyramid(here), try pyramid(there))
    let pointFlow = try PointFlow(from: a, to: b)
    for key in keys {
      try paths[key]?.go(to: there, pointFlow, a, maxSpan)
      if let boxes = samples[there.number], paths[key]?.path.end.isClaimed(by: boxes) ?? false {
        paths[key]?.isOver = true
      }
    }
    newest = (there.number, b)
  }

  /// The newest pyramid is needed again for the next step; others are made when they are.
  private func pyramid(_ frame: Frame) throws -> Pyramid {
    if let newest, newest.number == frame.number { return newest.pyramid }
    return try Pyramid(frame.picture)
  }

  private func isCut(between a: MediaTime, _ b: MediaTime) -> Bool {
    cuts.contains { $0.lies(between: a, b) }
  }

  /// Drops the oldest pictures beyond the bound.
  private mutating func trim() {
    guard let size = frames.last?.picture.bytes.count else { return }
    let surplus = frames.count - max(2, maxBytes / size)
    if surplus > 0 { drop(surplus) }
  }

  private mutating func drop(_ count: Int) {
    for frame in frames.prefix(count) { samples[frame.number] = nil }
    frames.removeFirst(count)
  }

  /// How far from its nearest frame a sample may lie, in nanoseconds.
  private static let nearest: UInt64 = 100_000_000
}

extension MediaTime {
  /// Whether a cut here parts two instants.
  fileprivate func lies(between a: MediaTime, _ b: MediaTime) -> Bool {
    self > min(a, b) && self <= max(a, b)
  }
}

/// A frame's picture.
struct Frame: Sendable {
  let number: Int
  let time: MediaTime
  let picture: LumaFrame
}

/// One of the two ways of an observation.
struct FlowKey: Hashable, Sendable {
  let time: MediaTime
  let box: Box
  let direction: FlowPath.Direction
}
