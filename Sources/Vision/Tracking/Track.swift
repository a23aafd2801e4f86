import Geometry

/// One face's samples in order of time, never none.
struct Track: Sendable {
  let number: Int
  /// The scene that it lies in: from the cut before it until the cut after it.
  var scene: Range<MediaTime>
  private(set) var knots: ArraySlice<Knot> {
    didSet { passage = nil }
  }
  /// That between two knots in which a cover was asked for last.
  private var passage: Passage?
  /// All marks that its observations have or had, forgotten ones too.
  private(set) var marks: UInt32 = 0

  /// A track that starts at an observation.
  init(
    number: Int, _ observation: Observation, _ coordinates: SIMD4<Double>, at stop: Camera.Stop,
    in scene: Range<MediaTime>
  ) {
    self.number = number
    self.scene = scene
    knots = []
    extend(to: observation, coordinates, at: stop)
  }

  /// A track of its own out of another's end, filtered anew.
  init(number: Int, _ tail: ArraySlice<Knot>, in scene: Range<MediaTime>) {
    self.number = number
    self.scene = scene
    knots = []
    attach(tail)
  }

  /// Who the newest knot says it is.
  var identity: Int64? { knots[knots.endIndex - 1].observation.identity }
  /// From the oldest knot that is not forgotten to the newest.
  var span: ClosedRange<MediaTime> { knots[knots.startIndex].time...knots[knots.endIndex - 1].time }

  /// The first instant that a cover may look at.
  var first: MediaTime { knots[knots.startIndex].time - knots[knots.startIndex].interval }

  /// Whether an instant lies among its knots, or at most two sampling intervals beyond: elsewhere it has no cover.
  func reaches(_ time: MediaTime) -> Bool {
    let (oldest, newest) = (knots.startIndex, knots.endIndex - 1)
    let (before, after) = (knots[oldest].interval, knots[newest].interval)
    return knots[oldest].time - time <= before + before && time - knots[newest].time <= after + after
  }

  /// Whether it was seen in the sample at an instant and, without a doubt, in each of so many samples since.
  func isCertain(since time: MediaTime, _ count: Int) -> Bool {
    let then = knots.endIndex - 1 - count
    return then >= knots.startIndex && knots[then].time == time
      && knots[(then + 1)...].allSatisfy { $0.isCertain }
  }

  /// The way between two knots on which an instant lies, if it does.
  mutating func passage(at time: MediaTime) -> Passage? {
    if let passage, passage.contains(time) { return passage }
    let last = lastKnot(at: time)
    guard last + 1 < knots.endIndex, knots[last].time < time else { return nil }
    passage = Passage(knots, from: last)
    return passage
  }

  /// The index of the last knot at or before an instant, or of the first if there is none. It is searched from the
  /// first, since what lies before the instants that are asked for is forgotten.
  func lastKnot(at time: MediaTime) -> Int {
    let next = knots.firstIndex { $0.time > time } ?? knots.endIndex
    return max(knots.startIndex, next - 1)
  }

  /// Where the face is expected at an instant after the newest knot.
  func predicted(at time: MediaTime) -> FaceState {
    let newest = knots.endIndex - 1
    return knots[newest].filtered.predicted(after: (time - knots[newest].time).seconds)
  }

  /// Goes on to an observation, or starts at it.
  mutating func extend(
    to observation: Observation, _ coordinates: SIMD4<Double>, at stop: Camera.Stop, isCertain: Bool = false
  ) {
    marks |= observation.marks
    let state = filtered(observation, coordinates, at: stop)
    knots.append(Knot(observation, coordinates, at: stop, filtered: state, isCertain: isCertain))
  }

  /// What its knots and an observation that follows them tell.
  @inline(__always)
  private func filtered(
    _ observation: Observation, _ coordinates: SIMD4<Double>, at stop: Camera.Stop
  ) -> FaceState {
    guard !knots.isEmpty else { return FaceState(observation.box, at: coordinates, flow: stop.flow) }
    let newest = knots.endIndex - 1
    let span = (stop.time - knots[newest].time).seconds
    var state = knots[newest].filtered.predicted(after: span)
    state.update(coordinates)
    return state
  }

  /// Goes on with another track's end.
  mutating func attach(_ tail: ArraySlice<Knot>) {
    for knot in tail { extend(to: knot.observation, knot.coordinates, at: knot.stop) }
  }

  /// Takes off and returns the knots from an instant on. What is left must be given an end again, or go.
  mutating func detach(from time: MediaTime) -> ArraySlice<Knot> {
    let index = knots.firstIndex { $0.time >= time } ?? knots.endIndex
    let tail = knots[index...]
    knots = knots[..<index]
    return tail
  }

  /// Has all knots smoothed anew: some were in the light of others that were taken off.
  mutating func unsettle() {
    for index in knots.indices { knots[index].isSettled = false }
  }

  /// Drops the knots before the last one at or before an instant.
  mutating func forget(before time: MediaTime) {
    let last = lastKnot(at: time)
    if last > knots.startIndex { knots.removeFirst(last - knots.startIndex) }
  }

  /// Whether it can neither go on nor be asked for any more, from an instant on.
  func isGone(at time: MediaTime, _ maxGap: MediaTime) -> Bool {
    let (end, interval) = (span.upperBound, knots[knots.endIndex - 1].interval)
    return end < time && time - end > max(maxGap, interval + interval)
  }

  /// Smooths the knots up to an instant from all that is known beyond it; those settled before stay.
  ///
  /// - Parameter settled: the instant up to which they are settled by this.
  mutating func smooth(
    upTo time: MediaTime, settling settled: MediaTime, interval: MediaTime
  ) {
    var first = knots.endIndex
    while first > knots.startIndex, !knots[first - 1].isSettled { first -= 1 }
    guard first < knots.endIndex, knots[first].time <= time else { return }
    var next = knots.endIndex - 1
    var state = knots[next].filtered
    for index in (first..<knots.endIndex).reversed() {
      if index < next {
        let span = (knots[next].time - knots[index].time).seconds
        let predicted = knots[index].filtered.predicted(after: span)
        state = knots[index].filtered.smoothed(after: span, predicted: predicted, next: state)
      }
      if knots[index].time <= time {
        let isSettled = knots[index].time <= settled
        knots[index].learn(state, interval: interval, isSettled: isSettled)
      }
      next = index
    }
  }
}
