public import Geometry
public import Tracking

/// Follows detected faces through the pictures between their samples.
///
/// Feed it every frame's small picture in order, and what was detected at each sampled instant, before or after
/// the frame of that instant; then it tells the way of each observed box as ``Tracking/MotionEvidence``. It holds
/// at most so many bytes of pictures, and what lies before an instant goes with ``forget(before:)``.
public struct Guide: MotionEvidence {
  private var frames: [Frame] = []
  private var waiting: [(time: MediaTime, boxes: [Box])] = []
  private var samples: [Int: [Box]] = [:]
  private var cuts: [MediaTime] = []
  private var paths: [Way: Trail] = [:]
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
  public mutating func add(_ picture: LumaPicture, at time: MediaTime) throws {
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
    for (way, trail) in paths {
      guard isCut(between: way.time, trail.path.end.time) else { continue }
      let cuts = cuts
      paths[way]?.path.end { place in !cuts.contains { $0.lies(between: way.time, place.time) } }
      paths[way]?.isOver = true
    }
  }

  /// Drops the pictures before an instant, and the paths that start before it and lead no further.
  public mutating func forget(before time: MediaTime) {
    drop(frames.dropLast(2).prefix { $0.time < time }.count)
    paths = paths.filter { way, trail in
      !trail.isOver || max(way.time, trail.path.end.time) >= time
    }
    cuts.removeAll { $0 < time - maxSpan }
  }

  /// See ``Tracking/MotionEvidence``.
  public func path(of box: Box, seenAt time: MediaTime, _ direction: FollowedPath.Direction) -> FollowedPath?
  {
    paths[Way(time: time, box: box, direction: direction)]?.path
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
    for way in paths.keys { paths[way]?.isOver = true }
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
        let likeness = Likeness(frame.picture, box)
        for direction in [FollowedPath.Direction.forward, .backward] {
          let way = Way(time: sample.time, box: box, direction: direction)
          paths[way] = Trail(
            path: FollowedPath(from: box, at: frame.time), frame: frame.number, likeness: likeness)
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
    for (way, trail) in paths where way.direction == .forward && way.time < frame.time {
      guard let place = trail.path.place(at: frame.time), place.isClaimed(by: boxes) else { continue }
      paths[way]?.path.end { $0.time <= frame.time }
      paths[way]?.isOver = true
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
    for way in paths.keys where way.direction == .backward { paths[way]?.isOver = true }
  }

  /// Moves all paths that have come to a frame on to its neighbour.
  private mutating func step(from: Int, to: Int, _ direction: FollowedPath.Direction) throws {
    let (here, there) = (frames[from], frames[to])
    let ways = paths.keys.filter { way in
      guard let trail = paths[way] else { return false }
      return way.direction == direction && !trail.isOver && trail.frame == here.number
    }
    guard !ways.isEmpty else { return }
    guard !isCut(between: here.time, there.time) else {
      for way in ways { paths[way]?.isOver = true }
      return
    }
    let (a, b) = (try pyramid(here), try pyramid(there))
    let follower = try Follower(from: a, to: b)
    for way in ways {
      try paths[way]?.go(to: there, follower, a, maxSpan)
      if let boxes = samples[there.number], paths[way]?.path.end.isClaimed(by: boxes) ?? false {
        paths[way]?.isOver = true
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
  let picture: LumaPicture
}

/// One of the two ways of an observation.
struct Way: Hashable, Sendable {
  let time: MediaTime
  let box: Box
  let direction: FollowedPath.Direction
}
