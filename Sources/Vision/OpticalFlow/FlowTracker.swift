public import Geometry
public import Tracking

/// Follows detected faces between their samples by optical flow.
///
/// Add every frame, scaled down, in order, and the detections of each sample before or after the frame of its
/// time; then it provides the path of each detected box as ``Tracking/MotionEvidence``. It holds a bounded
/// number of bytes of frames, and drops what ``forget(before:)`` allows.
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
  private let source: Source
  /// What the frames have said so far, if it is kept, or what is known of them.
  public var findings: FlowFindings

  /// Where findings come from.
  private enum Source {
    /// From the frames.
    case frames(keepsFindings: Bool)
    /// From a pass over the video before. Frames, of some bytes each, are not there.
    case known(bytesPerFrame: Int)
  }

  /// The duration of a path.
  public static let maxSpan = MediaTime(nanoseconds: 2_000_000_000)

  /// `maxBytes` bounds the memory of the scaled-down frames, and `maxSpan` the duration of a path.
  /// With `keepsFindings`, ``findings`` has what the frames say.
  public init(
    maxBytes: Int = 12 << 20, maxSpan: MediaTime = Self.maxSpan, keepsFindings: Bool = false
  ) {
    self.maxBytes = maxBytes
    self.maxSpan = maxSpan
    source = .frames(keepsFindings: keepsFindings)
    findings = FlowFindings()
  }

  /// Follows faces as a tracker that was given frames of `bytesPerFrame` bytes and has kept what they say.
  public init(knowing findings: FlowFindings, bytesPerFrame: Int) {
    maxBytes = 12 << 20
    maxSpan = Self.maxSpan
    source = .known(bytesPerFrame: bytesPerFrame)
    self.findings = findings
  }

  /// Adds the next frame. A frame whose time does not increase is ignored; if the size changes, all current
  /// paths end.
  public mutating func add(_ image: LumaFrame, at time: MediaTime) throws {
    let size = frames.last?.image.map { ($0.width, $0.height) }
    if let size, size != (image.width, image.height), frames.last.map({ time > $0.time }) == true {
      interrupt()
    }
    try add(image: image, at: time)
  }

  /// Adds the next frame where its findings are known.
  ///
  /// - Throws: ``MissingFinding``.
  public mutating func addKnownFrame(at time: MediaTime) throws { try add(image: nil, at: time) }

  private mutating func add(image: LumaFrame?, at time: MediaTime) throws {
    if let last = frames.last {
      guard time > last.time else { return }
      let half = MediaTime(nanoseconds: (time - last.time).nanoseconds / 2)
      try anchor { $0 < last.time + half }
    }
    frames.append(Frame(number: count, time: time, image: image))
    count += 1
    try advance()
    trim()
    try anchor { $0 <= time }
  }

  /// Adds the boxes detected at a time; an empty list is ignored.
  public mutating func add(_ boxes: [Box], at time: MediaTime) throws {
    guard !boxes.isEmpty else { return }
    waiting.append((time, boxes))
    guard let last = frames.last, time <= last.time else { return }
    try anchor { $0 <= last.time }
  }

  /// Adds a scene cut, at the time of the first frame after it: no path crosses it.
  public mutating func cut(at time: MediaTime) {
    cuts.append(time)
    for (key, flowTrack) in paths {
      guard isCut(between: key.time, flowTrack.path.end.time) else { continue }
      let cuts = cuts
      paths[key]?.path.end { place in !cuts.contains { $0.lies(between: key.time, place.time) } }
      paths[key]?.isOver = true
    }
  }

  /// Drops the frames before a time, and the paths that start before it and do not reach it.
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

  /// The frames held from the last one at or before `start` to the first one at or after `end`.
  func frames(between start: MediaTime, _ end: MediaTime) -> [Frame] {
    let first = frames.lastIndex { $0.time <= start } ?? 0
    guard let last = frames.firstIndex(where: { $0.time >= end }), first < last else { return [] }
    return Array(frames[first...last])
  }

  /// Ends all paths: the next frame is not the one after the last.
  public mutating func interrupt() {
    guard !frames.isEmpty else { return }
    frames = []
    samples = [:]
    newest = nil
    for key in paths.keys { paths[key]?.isOver = true }
  }

  /// Starts the paths of the samples whose time satisfies a condition: those whose nearest frame is known.
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
        let start = FlowTrack(
          path: FlowPath(from: box, at: frame.time), frame: frame.number,
          templateScore: frame.image.map { TemplateScore($0, box) })
        let back = wayBack(from: box, at: frame).map(start.ended(with:))
        paths[FlowKey(time: sample.time, box: box, direction: .forward)] = start
        paths[FlowKey(time: sample.time, box: box, direction: .backward)] = back ?? start
      }
      try rewind(from: index)
      if index < frames.count - 1 { try catchUp(from: index) }
    }
  }

  /// The backward path of a box that a reliable forward path has just reached; nil if there is none, and the box must be
  /// followed.
  private func wayBack(from box: Box, at frame: Frame) -> FlowPath? {
    paths.filter { key, flowTrack in
      key.direction == .forward && key.time < frame.time && flowTrack.path.end.time == frame.time
        && flowTrack.path.end.isClaimed(by: [box])
    }.max { ($0.key.time, $0.key.box.left, $0.key.box.top) < ($1.key.time, $1.key.box.left, $1.key.box.top) }?
    .value.path.reversed(from: box)
  }

  private func gap(_ index: Int, _ time: MediaTime) -> UInt64 {
    (frames[index].time - time).nanoseconds.magnitude
  }

  /// Ends forward paths where they reach a sample's boxes, including paths that have passed them because the
  /// sample came late.
  private mutating func claim(_ boxes: [Box], at frame: Frame) {
    for (key, flowTrack) in paths where key.direction == .forward && key.time < frame.time {
      guard let place = flowTrack.path.place(at: frame.time), place.isClaimed(by: boxes) else { continue }
      paths[key]?.path.end { $0.time <= frame.time }
      paths[key]?.isOver = true
    }
  }

  /// Extends the forward paths to the newest frame.
  private mutating func advance() throws {
    guard frames.count > 1 else { return }
    try step(from: frames.count - 2, to: frames.count - 1, .forward)
  }

  /// Extends the paths that start in an earlier frame to the newest.
  private mutating func catchUp(from index: Int) throws {
    for next in index + 1..<frames.count { try step(from: next - 1, to: next, .forward) }
  }

  /// Extends the backward paths that start in a frame through the frames before it.
  private mutating func rewind(from index: Int) throws {
    for next in (0..<index).reversed() { try step(from: next + 1, to: next, .backward) }
    for key in paths.keys where key.direction == .backward { paths[key]?.isOver = true }
  }

  /// Extends all paths that have reached a frame to its neighbour.
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
    let motion = try motion(from: here, to: there)
    for key in keys {
      guard paths[key]?.isInSpan(there.time, maxSpan) == true else {
        paths[key]?.isOver = true
        continue
      }
      let move = try move(key, from: here, to: there, motion)
      paths[key]?.extend(to: there, by: move)
      if let boxes = samples[there.number], paths[key]?.path.end.isClaimed(by: boxes) ?? false {
        paths[key]?.isOver = true
      }
    }
  }

  /// The optical flow between two frames; nil where it is known already.
  private mutating func motion(from here: Frame, to there: Frame) throws -> FrameMotion? {
    guard let (first, second) = here.image.flatMap({ first in there.image.map { (first, $0) } }) else {
      return nil
    }
    let a = try pyramid(here.number, first)
    let b = try pyramid(there.number, second)
    newest = (there.number, b)
    return FrameMotion(pointFlow: try PointFlow(from: a, to: b), pyramid: a, image: second)
  }

  private mutating func move(
    _ key: FlowKey, from here: Frame, to there: Frame, _ motion: FrameMotion?
  ) throws -> FlowMove? {
    guard let track = paths[key] else { return nil }
    let step = FlowStep(
      start: key.box, startTime: track.path.places[0].time, from: here.time, to: there.time)
    guard let motion else {
      guard let known = findings.moves[step] else { throw MissingFinding() }
      return known
    }
    let move = try track.move(to: motion.image, motion.pointFlow, motion.pyramid)
    if keepsFindings { findings.moves[step] = .some(move) }
    return move
  }

  /// Keeps a finding if asked for.
  mutating func keep(_ change: FlowChange?, of step: ComparedStep) {
    if keepsFindings { findings.changes[step] = .some(change) }
  }

  private var keepsFindings: Bool {
    if case .frames(true) = source { return true }
    return false
  }

  /// The newest pyramid is cached for the next step; others are computed on demand.
  private func pyramid(_ number: Int, _ image: LumaFrame) throws -> Pyramid {
    if let newest, newest.number == number { return newest.pyramid }
    return try Pyramid(image)
  }

  private func isCut(between a: MediaTime, _ b: MediaTime) -> Bool {
    cuts.contains { $0.lies(between: a, b) }
  }

  private var bytesPerFrame: Int? {
    if case .known(let bytes) = source { return bytes }
    return frames.last?.image?.bytes.count
  }

  /// Drops the oldest frames beyond the memory bound.
  private mutating func trim() {
    guard let size = bytesPerFrame else { return }
    let surplus = frames.count - max(2, maxBytes / size)
    if surplus > 0 { drop(surplus) }
  }

  private mutating func drop(_ count: Int) {
    for frame in frames.prefix(count) { samples[frame.number] = nil }
    frames.removeFirst(count)
  }

  /// The maximum distance of a sample from its nearest frame, in nanoseconds.
  private static let nearest: UInt64 = 100_000_000
}

extension MediaTime {
  /// Whether a cut at this time separates two times.
  fileprivate func lies(between a: MediaTime, _ b: MediaTime) -> Bool {
    self > min(a, b) && self <= max(a, b)
  }
}

/// A scaled-down frame with its number.
struct Frame: Sendable {
  let number: Int
  let time: MediaTime
  /// Nil where what it says is known already.
  let image: LumaFrame?
}

/// The optical flow from a frame to another one.
private struct FrameMotion {
  let pointFlow: PointFlow
  /// Of the first frame.
  let pyramid: Pyramid
  /// The second frame.
  let image: LumaFrame
}

/// Identifies one of the two paths of an observation.
struct FlowKey: Hashable, Sendable {
  let time: MediaTime
  let box: Box
  let direction: FlowPath.Direction
}
