import Geometry

/// One face's samples in order of time, never none.
struct Track: Sendable {
  let number: Int
  /// The scene that it lies in: from the cut before it until the cut after it.
  var scene: Range<MediaTime>
  private(set) var points: ArraySlice<TrackPoint> {
    didSet { segment = nil }
  }
  /// That between two knots in which a cover was asked for last.
  private var segment: TrackSegment?
  /// All marks that its observations have or had, forgotten ones too.
  private(set) var marks: UInt32 = 0

  /// A track that starts at an observation.
  init(
    number: Int, _ observation: Observation, _ coordinates: SIMD4<Double>, at cameraSample: Camera.Sample,
    in scene: Range<MediaTime>
  ) {
    self.number = number
    self.scene = scene
    points = []
    extend(to: observation, coordinates, at: cameraSample)
  }

  /// A track of its own out of another's end, filtered anew.
  init(number: Int, _ tail: ArraySlice<TrackPoint>, in scene: Range<MediaTime>) {
    self.number = number
    self.scene = scene
    points = []
    attach(tail)
  }

  /// Who the newest knot says it is.
  var identity: Int64? { points[points.endIndex - 1].observation.identity }
  /// From the oldest knot that is not forgotten to the newest.
  var span: ClosedRange<MediaTime> { points[points.startIndex].time...points[points.endIndex - 1].time }

  /// The first instant that a cover may look at.
  var first: MediaTime { points[points.startIndex].time - points[points.startIndex].interval }

  /// Whether an instant lies among its knots, or at most two sampling intervals beyond: elsewhere it has no cover.
  func reaches(_ time: MediaTime) -> Bool {
    let (oldest, newest) = (points.startIndex, points.endIndex - 1)
    let (before, after) = (points[oldest].interval, points[newest].interval)
    return points[oldest].time - time <= before + before && time - points[newest].time <= after + after
  }

  /// Whether it was seen in the sample at an instant and, without a doubt, in each of so many samples since.
  func isCertain(since time: MediaTime, _ count: Int) -> Bool {
    let then = points.endIndex - 1 - count
    return then >= points.startIndex && points[then].time == time
      && points[(then + 1)...].allSatisfy { $0.isCertain }
  }

  /// The way between two knots on which an instant lies, if it does.
  mutating func segment(at time: MediaTime) -> TrackSegment? {
    if let segment, segment.contains(time) { return segment }
    let last = lastPoint(at: time)
    guard last + 1 < points.endIndex, points[last].time < time else { return nil }
    segment = TrackSegment(points, from: last)
    return segment
  }

  /// The index of the last knot at or before an instant, or of the first if there is none. It is searched from the
  /// first, since what lies before the instants that are asked for is forgotten.
  func lastPoint(at time: MediaTime) -> Int {
    let next = points.firstIndex { $0.time > time } ?? points.endIndex
    return max(points.startIndex, next - 1)
  }

  /// Where the face is expected at an instant after the newest knot.
  func predicted(at time: MediaTime) -> FaceState {
    let newest = points.endIndex - 1
    return points[newest].filtered.predicted(after: (time - points[newest].time).seconds)
  }

  /// Goes on to an observation, or starts at it.
  mutating func extend(
    to observation: Observation, _ coordinates: SIMD4<Double>, at cameraSample: Camera.Sample,
    isCertain: Bool = false
  ) {
    marks |= observation.marks
    let state = filtered(observation, coordinates, at: cameraSample)
    points.append(
      TrackPoint(observation, coordinates, at: cameraSample, filtered: state, isCertain: isCertain))
  }

  /// What its knots and an observation that follows them tell.
  @inline(__always)
  private func filtered(
    _ observation: Observation, _ coordinates: SIMD4<Double>, at cameraSample: Camera.Sample
  ) -> FaceState {
    guard !points.isEmpty else { return FaceState(observation.box, at: coordinates, flow: cameraSample.flow) }
    let newest = points.endIndex - 1
    let span = (cameraSample.time - points[newest].time).seconds
    var state = points[newest].filtered.predicted(after: span)
    state.update(coordinates)
    return state
  }

  /// Goes on with another track's end.
  mutating func attach(_ tail: ArraySlice<TrackPoint>) {
    for point in tail { extend(to: point.observation, point.coordinates, at: point.cameraSample) }
  }

  /// Takes off and returns the knots from an instant on. What is left must be given an end again, or go.
  mutating func detach(from time: MediaTime) -> ArraySlice<TrackPoint> {
    let index = points.firstIndex { $0.time >= time } ?? points.endIndex
    let tail = points[index...]
    points = points[..<index]
    return tail
  }

  /// Has all knots smoothed anew: some were in the light of others that were taken off.
  mutating func reopen() {
    for index in points.indices { points[index].isFinalized = false }
  }

  /// Drops the knots before the last one at or before an instant.
  mutating func forget(before time: MediaTime) {
    let last = lastPoint(at: time)
    if last > points.startIndex { points.removeFirst(last - points.startIndex) }
  }

  /// Whether it can neither go on nor be asked for any more, from an instant on.
  func isGone(at time: MediaTime, _ maxGap: MediaTime) -> Bool {
    let (end, interval) = (span.upperBound, points[points.endIndex - 1].interval)
    return end < time && time - end > max(maxGap, interval + interval)
  }

  /// Smooths the knots up to an instant from all that is known beyond it; those settled before stay.
  ///
  /// - Parameter settled: the instant up to which they are settled by this.
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
        points[index].learn(state, interval: interval, isFinalized: isFinalized)
      }
      next = index
    }
  }
}
