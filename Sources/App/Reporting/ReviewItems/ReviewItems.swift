import Geometry
import Tracking

/// Collects review items from a stream of frames. A value type without a clock: all times are frame times.
struct ReviewItems: Sendable {
  private(set) var all: [ReviewItem] = []
  private(set) var sampling = SamplingHistogram()
  /// Index in `all` of the open `suddenEnd` item of each track that was lost away from the frame border.
  private var lost: [Int: Int] = [:]
  /// Track ends within the last second, and the newest track end.
  private var recentEnds: [MediaTime] = []
  private var newestEnd: MediaTime?
  /// Tracks that were lost or interpolated across a gap since the last sample.
  private var affectedTracks = Set<Int>()
  /// Index in `all` of items that are still extended frame by frame.
  private var running: [Running: Int] = [:]
  /// The scene that has had no sample so far.
  private var unsampledScene: ReviewItem?

  private struct Running: Hashable {
    var kind: ReviewItem.Kind
    var track: Int?
  }

  mutating func process(_ frame: CoveredFrame, _ change: TrackBoundaryDetector.Change) {
    for (redactionBox, edge) in change.began { begin(redactionBox.track, edge, at: frame.time) }
    for (redactionBox, edge) in change.ended where edge == .sudden { end(redactionBox.track, at: frame.time) }
    recentEnds.removeAll { frame.time - $0 > Self.simultaneous }
    if frame.redactionBoxes.isEmpty, !change.ended.isEmpty, recentEnds.count > 1, let first = recentEnds.first
    {
      all.append(ReviewItem(.allLost, from: first, to: frame.time + HoldOver.limit))
    }
    for redactionBox in frame.redactionBoxes {
      if redactionBox.reason == .bridged {
        affectedTracks.insert(redactionBox.track)
        extend(.longBridge, redactionBox.track, frame)
      }
      if redactionBox.confidence < Self.minConfidence { extend(.lowConfidence, redactionBox.track, frame) }
    }
    if frame.isDamaged { extend(.damagedFrames, nil, frame) }
    noteSampling(of: frame)
    for sample in frame.samples { addSample(sample) }
  }

  /// Closes all items at the end of the video and returns them sorted by time.
  mutating func finish(_ tracks: some Sequence<TrackRecord>, at end: MediaTime) -> [ReviewItem] {
    all += [unsampledScene].compactMap(\.self)
    findEarlyEnd(at: end)
    if let interval = sampling.interval, interval >= Self.longSamplingInterval {
      for track in tracks where (track.medianMotion ?? 0) > Self.maxMotion {
        all.append(ReviewItem(.fastMotion, from: track.start, to: track.end, track: track.number))
      }
    }
    for index in all.indices { all[index].end = min(all[index].end, end) }
    all.removeAll { $0.kind == .longBridge && $0.end - $0.start <= Self.longBridge }
    return all.sorted { ($0.start, $0.end, $0.track ?? -1) < ($1.start, $1.end, $1.track ?? -1) }
  }

  /// Whether a scene has a sample may be known only after its first frames.
  private mutating func noteSampling(of frame: CoveredFrame) {
    if !frame.cuts.isEmpty, let scene = unsampledScene.take() { all.append(scene) }
    guard frame.isUnsampled else { return unsampledScene = nil }
    let start = unsampledScene?.start ?? frame.time
    unsampledScene = ReviewItem(.unsampledScene, from: start, to: frame.end)
  }

  private mutating func findEarlyEnd(at end: MediaTime) {
    guard let last = sampling.newest else { return }
    let isLost = newestEnd.map { $0 >= last } ?? false
    let usual = sampling.interval ?? .zero
    let quiet = max(isLost ? HoldOver.limit : Self.maxQuiet, usual * 3)
    if end - last > quiet { all.append(ReviewItem(.earlyEnd, from: last, to: end)) }
  }

  private mutating func begin(_ track: Int, _ edge: TrackBoundary, at time: MediaTime) {
    if let index = lost.removeValue(forKey: track) {
      all[index].kind = .hole
      all[index].end = time
    } else if edge == .sudden {
      all.append(ReviewItem(.suddenBegin, from: max(.zero, time - Self.before), to: time, track: track))
    }
  }

  private mutating func end(_ track: Int, at time: MediaTime) {
    lost[track] = all.count
    all.append(ReviewItem(.suddenEnd, from: time, to: time + HoldOver.limit, track: track))
    recentEnds.append(time)
    newestEnd = time
    affectedTracks.insert(track)
  }

  /// Extends the running item, or starts a new one after a pause of more than ``pause(_:)``.
  private mutating func extend(_ kind: ReviewItem.Kind, _ track: Int?, _ frame: CoveredFrame) {
    let key = Running(kind: kind, track: track)
    if let index = running[key], frame.time - all[index].end <= Self.pause(kind) {
      all[index].end = frame.end
    } else {
      running[key] = all.count
      all.append(ReviewItem(kind, from: frame.time, to: frame.end, track: track))
    }
  }

  private mutating func addSample(_ sample: MediaTime) {
    let (before, usual) = (sampling.newest, sampling.interval)
    // A single face that is lost or interpolated has an item of its own; if none is, all faces have left the
    // frame.
    let areFacesMissed = affectedTracks.count > 1
    affectedTracks.removeAll()
    guard let span = sampling.add(sample), let before, let usual, span > usual * 3 else { return }
    if areFacesMissed { all.append(ReviewItem(.samplingHole, from: before, to: sample)) }
  }
}

extension ReviewItems {
  /// The longest interpolation without a detection that needs no review.
  static let longBridge = MediaTime(nanoseconds: 1_000_000_000)
  /// Below this confidence (0...100), detectors report false positives and miss similar faces.
  static let minConfidence = 60.0
  /// In face sizes per sampling interval: boxes at adjacent samples then do not overlap.
  static let maxMotion = 0.5
  /// The sampling interval from which fast motion is reported: shorter intervals leave too little to gain.
  static let longSamplingInterval = MediaTime(nanoseconds: 400_000_000)
  /// How long before the end of the video detections may end if all faces had left over the border.
  static let maxQuiet = MediaTime(nanoseconds: 10_000_000_000)
  /// Tracks that end within this span count as lost at the same time.
  private static let simultaneous = MediaTime(nanoseconds: 1_000_000_000)
  /// How long before a sudden start the face may be unredacted.
  private static let before = MediaTime(nanoseconds: 1_000_000_000)

  /// The longest pause within one item.
  private static func pause(_ kind: ReviewItem.Kind) -> MediaTime {
    MediaTime(nanoseconds: kind == .longBridge ? 100_000_000 : 1_000_000_000)
  }
}

/// Estimates the sampling interval: the median of the last ``memory`` intervals.
struct SamplingHistogram: Sendable {
  /// The number of samples.
  private(set) var count = 0
  /// The timestamp of the last sample.
  private(set) var newest: MediaTime?
  private var spans: [MediaTime] = []
  private var next = 0

  /// Adds a sample; returns the interval since the previous one, nil for the first.
  @discardableResult mutating func add(_ time: MediaTime) -> MediaTime? {
    defer { newest = time }
    count += 1
    guard let newest else { return nil }
    let span = time - newest
    if spans.count < Self.memory {
      spans.append(span)
    } else {
      spans[next] = span
      next = (next + 1) % Self.memory
    }
    return span
  }

  /// The median interval, which is robust against gaps; nil before the second sample.
  var interval: MediaTime? { spans.isEmpty ? nil : spans.sorted()[spans.count / 2] }

  private static let memory = 63
}
