import Geometry
import Tracking

/// Finds weak spots in what passes: a value that is fed frame after frame, with no clock but the frames' own.
struct ReviewItems: Sendable {
  /// In the order in which they were found.
  private(set) var all: [ReviewItem] = []
  private(set) var sampling = SamplingHistogram()
  /// The last end of each track that was lost in the middle of the picture, by its place in `all`.
  private var lost: [Int: Int] = [:]
  /// Ends of the last second, and the last one of all.
  private var recentEnds: [MediaTime] = []
  private var newestEnd: MediaTime?
  /// Tracks that were lost or bridged since the last sample.
  private var concerned = Set<Int>()
  /// What is still going on, so that each frame adds to it instead of being told on its own.
  private var running: [Running: Int] = [:]

  private struct Running: Hashable {
    var kind: ReviewItem.Kind
    var track: Int?
  }

  /// Takes the next frame.
  mutating func admit(_ frame: CoveredFrame, _ change: Presence.Change) {
    for (redactionBox, edge) in change.began { begin(redactionBox.track, edge, at: frame.time) }
    for (redactionBox, edge) in change.ended where edge == .sudden { end(redactionBox.track, at: frame.time) }
    recentEnds.removeAll { frame.time - $0 > Self.together }
    if frame.redactionBoxes.isEmpty, !change.ended.isEmpty, recentEnds.count > 1, let first = recentEnds.first
    {
      all.append(ReviewItem(.allLost, from: first, to: frame.time + HoldOver.limit))
    }
    for redactionBox in frame.redactionBoxes {
      if redactionBox.reason == .bridged {
        concerned.insert(redactionBox.track)
        go(on: .longBridge, redactionBox.track, frame)
      }
      if redactionBox.confidence < Self.leastConfidence { go(on: .lowConfidence, redactionBox.track, frame) }
    }
    if frame.isDamaged { go(on: .damagedFrames, nil, frame) }
    for sample in frame.samples { look(at: sample) }
  }

  /// Takes note of the video's end; gives all weak spots in order of time.
  mutating func finish(_ tracks: some Sequence<TrackRecord>, at end: MediaTime) -> [ReviewItem] {
    findEarlyEnd(at: end)
    if let interval = sampling.interval, interval >= Self.slowSampling {
      for track in tracks where (track.medianMotion ?? 0) > Self.farMotion {
        all.append(ReviewItem(.fastMotion, from: track.start, to: track.end, track: track.number))
      }
    }
    for index in all.indices { all[index].end = min(all[index].end, end) }
    all.removeAll { $0.kind == .longBridge && $0.end - $0.start <= Self.longBridge }
    return all.sorted { ($0.start, $0.end, $0.track ?? -1) < ($1.start, $1.end, $1.track ?? -1) }
  }

  private mutating func findEarlyEnd(at end: MediaTime) {
    guard let last = sampling.newest else { return }
    let isLost = newestEnd.map { $0 >= last } ?? false
    let usual = sampling.interval ?? .zero
    let quiet = max(isLost ? HoldOver.limit : Self.longQuiet, usual * 3)
    if end - last > quiet { all.append(ReviewItem(.earlyEnd, from: last, to: end)) }
  }

  private mutating func begin(_ track: Int, _ edge: Edge, at time: MediaTime) {
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
    concerned.insert(track)
  }

  /// Lengthens what is going on, or starts it anew after a pause.
  private mutating func go(on kind: ReviewItem.Kind, _ track: Int?, _ frame: CoveredFrame) {
    let key = Running(kind: kind, track: track)
    if let index = running[key], frame.time - all[index].end <= Self.pause(kind) {
      all[index].end = frame.end
    } else {
      running[key] = all.count
      all.append(ReviewItem(kind, from: frame.time, to: frame.end, track: track))
    }
  }

  private mutating func look(at sample: MediaTime) {
    let (before, usual) = (sampling.newest, sampling.interval)
    // Where one face was lost or bridged, its own weak spot tells it; where none was, all had left by the border.
    let areFacesMissed = concerned.count > 1
    concerned.removeAll()
    guard let span = sampling.add(sample), let before, let usual, span > usual * 3 else { return }
    if areFacesMissed { all.append(ReviewItem(.samplingHole, from: before, to: sample)) }
  }
}

extension ReviewItems {
  /// Longer than this, a cover without a detection is a guess.
  static let longBridge = MediaTime(nanoseconds: 1_000_000_000)
  /// Below this, detectors mistake other things for faces, and miss faces of the same kind.
  static let leastConfidence = 60.0
  /// Of its own sizes between two samples: covers on both sides then do not touch the way between.
  static let farMotion = 0.5
  /// Where samples are further apart than this, they should be more, not the motion less.
  static let slowSampling = MediaTime(nanoseconds: 400_000_000)
  /// Where all faces had left by the border, detections may end this long before the video.
  static let longQuiet = MediaTime(nanoseconds: 10_000_000_000)
  /// How near in time faces must be lost to be lost together.
  private static let together = MediaTime(nanoseconds: 1_000_000_000)
  /// How long before a sudden begin a face may be bare.
  private static let before = MediaTime(nanoseconds: 1_000_000_000)

  /// After which pause a thing is told anew.
  private static func pause(_ kind: ReviewItem.Kind) -> MediaTime {
    MediaTime(nanoseconds: kind == .longBridge ? 100_000_000 : 1_000_000_000)
  }
}
