import Geometry

/// The samples of one face in order of time; never empty.
struct Track: Sendable {
  let number: Int
  /// The scene: from the cut before the track to the cut after it.
  var scene: Range<MediaTime>
  private(set) var points: ArraySlice<TrackPoint> {
    didSet { segment = nil }
  }
  /// The segment used last, as a cache.
  private var segment: TrackSegment?
  /// The union of the marks of all its observations, including dropped ones: bits that the caller gave them, such as
  /// which searched faces they match.
  private(set) var marks: UInt32 = 0
  /// What makes it likely enough to be redacted.
  private let confirmation: TrackConfirmation
  /// What the dropped observations tell of it.
  private var dropped = TrackEvidence()
  /// The numbers of the tracks that were joined to this one.
  private(set) var merged: [Int] = []

  /// Starts a track with an observation.
  init(
    number: Int, _ observation: Observation, _ coordinates: SIMD4<Double>, at cameraSample: Camera.Sample,
    in scene: Range<MediaTime>, _ confirmation: TrackConfirmation
  ) {
    self.number = number
    self.scene = scene
    self.confirmation = confirmation
    points = []
    extend(to: observation, coordinates, at: cameraSample)
  }

  /// Starts a track with the end of another one, with the Kalman filter run again.
  init(
    number: Int, _ tail: ArraySlice<TrackPoint>, in scene: Range<MediaTime>, _ confirmation: TrackConfirmation
  ) {
    self.number = number
    self.scene = scene
    self.confirmation = confirmation
    points = []
    attach(tail)
  }

  /// The detector's person index at the newest point.
  var identity: Int64? { points[points.endIndex - 1].observation.identity }
  /// From the oldest point that has not been dropped to the newest.
  var span: ClosedRange<MediaTime> { points[points.startIndex].time...points[points.endIndex - 1].time }

  /// The earliest time at which a redaction box may need the camera shift.
  var first: MediaTime { points[points.startIndex].time - points[points.startIndex].interval }

  /// Whether a time is within its points, or at most two sampling intervals beyond: elsewhere the track has
  /// no redaction box.
  func reaches(_ time: MediaTime) -> Bool {
    let (oldest, newest) = (points.startIndex, points.endIndex - 1)
    let (before, after) = (points[oldest].interval, points[newest].interval)
    return points[oldest].time - time <= before + before && time - points[newest].time <= after + after
  }

  /// Whether it was detected in the sample at a time, and assigned unambiguously in each of the `count`
  /// samples since.
  func isUnambiguous(since time: MediaTime, _ count: Int) -> Bool {
    let then = points.endIndex - 1 - count
    return then >= points.startIndex && points[then].time == time
      && points[(then + 1)...].allSatisfy { $0.isUnambiguous }
  }

  /// The segment between two points that contains a time, or nil.
  mutating func segment(at time: MediaTime) -> TrackSegment? {
    if let segment, segment.contains(time) { return segment }
    let last = lastPoint(at: time)
    guard last + 1 < points.endIndex, points[last].time < time else { return nil }
    segment = TrackSegment(points, from: last)
    return segment
  }

  /// The index of the last point at or before a time, or of the first point. A linear search from the start
  /// is fast, since points before the requested times are dropped.
  func lastPoint(at time: MediaTime) -> Int {
    let next = points.firstIndex { $0.time > time } ?? points.endIndex
    return max(points.startIndex, next - 1)
  }

  /// The predicted state at a time after the newest point.
  func predicted(at time: MediaTime) -> FaceState {
    let newest = points.endIndex - 1
    return points[newest].filtered.predicted(after: (time - points[newest].time).seconds)
  }

  /// Appends an observation.
  mutating func extend(
    to observation: Observation, _ coordinates: SIMD4<Double>, at cameraSample: Camera.Sample,
    isUnambiguous: Bool = false
  ) {
    marks |= observation.marks
    let state = filtered(observation, coordinates, at: cameraSample)
    var evidence = points.last?.evidence ?? dropped
    evidence.add(observation, confirmation)
    points.append(
      TrackPoint(
        observation, coordinates, at: cameraSample, filtered: state, evidence, isUnambiguous: isUnambiguous))
  }

  /// The filtered state after another observation.
  @inline(__always)
  private func filtered(
    _ observation: Observation, _ coordinates: SIMD4<Double>, at cameraSample: Camera.Sample
  ) -> FaceState {
    guard !points.isEmpty else {
      return FaceState(observation.box, at: coordinates, commonVelocity: cameraSample.commonVelocity)
    }
    let newest = points.endIndex - 1
    let span = (cameraSample.time - points[newest].time).seconds
    var state = points[newest].filtered.predicted(after: span)
    state.update(coordinates)
    return state
  }

  /// Appends the end of another track.
  mutating func attach(_ tail: ArraySlice<TrackPoint>) {
    for point in tail { extend(to: point.observation, point.coordinates, at: point.cameraSample) }
  }

  /// Takes over the number of a track whose points were attached to this one, and what its dropped observations tell.
  mutating func merge(_ emptied: Track) {
    marks |= emptied.marks
    dropped.add(emptied.dropped)
    for index in points.indices { points[index].evidence.add(emptied.dropped) }
    merged += [emptied.number] + emptied.merged
  }

  /// Removes and returns the points from a time on. If no points remain, the caller must attach others or
  /// remove the track.
  mutating func detach(from time: MediaTime) -> ArraySlice<TrackPoint> {
    let index = points.firstIndex { $0.time >= time } ?? points.endIndex
    let tail = points[index...]
    points = points[..<index]
    return tail
  }

  /// Marks all points as not final: they were smoothed with points that have been removed.
  mutating func invalidateSmoothing() {
    for index in points.indices { points[index].isFinalized = false }
  }

  /// Drops the points before the last one at or before a time.
  mutating func forget(before time: MediaTime) {
    let last = lastPoint(at: time)
    guard last > points.startIndex else { return }
    dropped = points[last - 1].evidence
    points.removeFirst(last - points.startIndex)
  }

  /// What its observations up to a time tell of it, including dropped ones.
  func evidence(upTo time: MediaTime) -> TrackEvidence {
    let last = lastPoint(at: time)
    return points[last].time <= time ? points[last].evidence : dropped
  }

  /// Whether it can neither be extended nor be requested from a time on.
  func isExpired(at time: MediaTime, _ maxGap: MediaTime) -> Bool {
    let (end, interval) = (span.upperBound, points[points.endIndex - 1].interval)
    return end < time && time - end > max(maxGap, interval + interval)
  }

  /// Fixed-lag smoothing: smooths the points up to `time` with all points beyond it. Points that are already
  /// final do not change.
  ///
  /// - Parameter finalized: the points up to this time become final.
  mutating func smooth(
    upTo time: MediaTime, finalizing finalized: MediaTime, interval: MediaTime
  ) {
    var first = points.endIndex
    while first > points.startIndex, !points[first - 1].isFinalized { first -= 1 }
    guard first < points.endIndex, points[first].time <= time else { return }
    var next = points.endIndex - 1
    var state = points[next].filtered
    for index in (first..<points.endIndex).reversed() {
      if index < next {
        let span = (points[next].time - points[index].time).seconds
        let predicted = points[index].filtered.predicted(after: span)
        state = points[index].filtered.smoothed(after: span, predicted: predicted, next: state)
      }
      if points[index].time <= time {
        let isFinalized = points[index].time <= finalized
        points[index].setSmoothed(state, interval: interval, isFinalized: isFinalized)
      }
      next = index
    }
  }
}
