public import Geometry

/// Follows faces through sparse, timestamped boxes and tells what to hide at any instant.
///
/// Feed it samples with ``add(time:_:)`` and ask it for ``covers(at:)`` once ``decidedUntil`` has passed the
/// instant. It holds a window of samples, so memory does not grow with the length of the video; equal input
/// gives equal covers, however the calls are interleaved.
public struct Tracker: Sendable {
  private let options: TrackerOptions
  private let motion = Motion()
  private let covering: Covering
  private var cadence = Cadence()
  private var tracks: [Track] = []
  private var cuts: [MediaTime] = []
  /// The sampled instants that are not smoothed yet, and the newest.
  private var window: [MediaTime] = []
  private var isFinished = false

  /// How many tracks have been started.
  public private(set) var trackCount = 0
  /// Covers at instants before this one can no longer change.
  public private(set) var decidedUntil = MediaTime(nanoseconds: .min)

  /// Makes a tracker that has seen nothing.
  public init(_ options: TrackerOptions = TrackerOptions()) {
    self.options = options
    covering = Covering(
      motion: motion, deviations: Elementary.probit(options.coverage), margin: options.margin,
    )
  }

  /// Adds what was detected at a sampled instant; no observations mean that nothing was detected there.
  ///
  /// Times must increase from call to call; a sample that does not is left out.
  public mutating func add(time: MediaTime, _ observations: [Observation]) {
    guard !isFinished, window.last.map({ $0 < time }) ?? true else { return }
    cadence.add(time)
    window.append(time)
    continueTracks(at: time, observations)
    guard window.count > Self.lookahead else { return }
    settle(upTo: window.removeFirst())
  }

  /// Says that there are no more samples: everything is decided.
  public mutating func finish() {
    isFinished = true
    if let last = window.last { settle(upTo: last) }
    decidedUntil = MediaTime(nanoseconds: .max)
  }

  /// Notes a scene cut: nothing is tracked across it.
  ///
  /// The instant is that of the first frame after the cut. It may be given ahead of the samples or after
  /// them, as long as ``decidedUntil`` has not passed it.
  public mutating func cut(at time: MediaTime) {
    cuts.append(time)
    cuts.sort()
    var rests: [Track] = []
    for index in tracks.indices where tracks[index].scene.contains(time) {
      if tracks[index].knots.allSatisfy({ $0.time >= time }) {
        tracks[index].scene = time..<tracks[index].scene.upperBound
      } else if let rest = tracks[index].split(at: time, number: trackCount, motion) {
        rests.append(rest)
        trackCount += 1
      }
    }
    tracks += rests
  }

  /// What to hide at an instant before ``decidedUntil``, in order of track numbers.
  ///
  /// Instants must not decrease from call to call: what lies behind is forgotten.
  public mutating func covers(at time: MediaTime) -> [Cover] {
    forget(before: time)
    return tracks.compactMap { covering.cover($0, at: time) }
  }

  /// How many samples beyond an instant its smoothed state waits for.
  private static let lookahead = 6
}

extension Tracker {
  /// Association: every observation goes on with a track or starts one.
  private mutating func continueTracks(at time: MediaTime, _ observations: [Observation]) {
    let cut = cuts.last { $0 <= time } ?? MediaTime(nanoseconds: .min)
    let scene = cut..<(cuts.first { $0 > time } ?? MediaTime(nanoseconds: .max))
    let open = tracks.indices.filter { index in
      tracks[index].scene == scene && time - tracks[index].last.time <= options.maxGap
    }
    let matches = Association.match(open.map { tracks[$0] }, observations, at: time, motion)
    var isTaken = Array(repeating: false, count: observations.count)
    for (index, match) in zip(open, matches) {
      guard let match else { continue }
      isTaken[match] = true
      tracks[index].extend(to: observations[match], at: time, motion)
    }
    for (observation, isTaken) in zip(observations, isTaken) where !isTaken {
      tracks.append(Track(number: trackCount, observation, at: time, in: scene, motion))
      trackCount += 1
    }
  }

  /// Smooths everything up to a sampled instant and decides what lies far enough before it.
  private mutating func settle(upTo time: MediaTime) {
    let reach = cadence.interval ?? Self.unknownInterval
    for index in tracks.indices { tracks[index].smooth(upTo: time, reach: reach, motion) }
    decidedUntil = max(decidedUntil, time - options.maxGap - reach)
  }

  /// Drops the tracks and knots that no cover from this instant on depends on.
  private mutating func forget(before time: MediaTime) {
    tracks.removeAll { $0.last.time < time && time - $0.last.time > options.maxGap + $0.last.reach }
    for index in tracks.indices {
      let behind = tracks[index].knots.prefix { $0.time <= time }.count
      if behind > 1 { tracks[index].knots.removeFirst(behind - 1) }
    }
  }

  /// The reach of a video's only sample.
  private static let unknownInterval = MediaTime(nanoseconds: 500_000_000)
}
