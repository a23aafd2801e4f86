import Geometry

/// One instant at which a track was detected.
struct Knot: Equatable, Sendable {
  var time: MediaTime
  var observation: Observation
  /// What is known from the samples up to this one.
  var filtered: FaceState
  /// What is known with the smoother's lag of samples beyond this one; nil until these have come.
  var smoothed: FaceState?
  /// The sampling interval around this knot: how far a cover reaches beyond it where the track ends. Set with
  /// `smoothed`.
  var interval = MediaTime.zero
}

/// One face's samples in order of time, never none.
struct Track: Equatable, Sendable {
  let number: Int
  /// The scene that it lies in: from the cut before it until the cut after it.
  var scene: Range<MediaTime>
  private(set) var knots: ArraySlice<Knot>

  /// A track that starts at an observation.
  init(
    number: Int, _ observation: Observation, at time: MediaTime, in scene: Range<MediaTime>, _ motion: Motion
  ) {
    self.number = number
    self.scene = scene
    knots = [Knot(time: time, observation: observation, filtered: FaceState(observation.box, motion))]
  }

  /// A track of its own out of another's end, filtered anew.
  init(number: Int, _ tail: ArraySlice<Knot>, in scene: Range<MediaTime>, _ motion: Motion) {
    self.number = number
    self.scene = scene
    knots = []
    attach(tail, motion)
  }

  /// The oldest knot that is not forgotten.
  var first: Knot { knots[knots.startIndex] }
  /// The newest knot.
  var last: Knot { knots[knots.endIndex - 1] }

  /// Goes on to an observation.
  mutating func extend(to observation: Observation, at time: MediaTime, _ motion: Motion) {
    let span = (time - last.time).seconds
    let state = last.filtered.predicted(after: span, motion).updated(observation.box, motion)
    knots.append(Knot(time: time, observation: observation, filtered: state))
  }

  /// Goes on with another track's end.
  mutating func attach(_ tail: ArraySlice<Knot>, _ motion: Motion) {
    for knot in tail {
      guard knots.isEmpty else {
        extend(to: knot.observation, at: knot.time, motion)
        continue
      }
      let state = FaceState(knot.observation.box, motion)
      knots.append(Knot(time: knot.time, observation: knot.observation, filtered: state))
    }
  }

  /// Takes off and returns the knots from an instant on. What is left must be given an end again, or go.
  mutating func detach(from time: MediaTime) -> ArraySlice<Knot> {
    let index = knots.firstIndex { $0.time >= time } ?? knots.endIndex
    let tail = knots[index...]
    knots = knots[..<index]
    return tail
  }

  /// Drops the knots before the last one at or before an instant.
  mutating func forget(before time: MediaTime) {
    let behind = knots.prefix { $0.time <= time }.count
    if behind > 1 { knots.removeFirst(behind - 1) }
  }

  /// Smooths the knots up to an instant from all that is known beyond it; those smoothed before stay.
  mutating func smooth(upTo time: MediaTime, interval: MediaTime, _ motion: Motion) {
    guard let first = knots.firstIndex(where: { $0.smoothed == nil }), knots[first].time <= time else {
      return
    }
    var next = last
    var state = next.filtered
    for index in (first..<knots.endIndex).reversed() {
      let knot = knots[index]
      if index < knots.endIndex - 1 {
        let span = (next.time - knot.time).seconds
        let predicted = knot.filtered.predicted(after: span, motion)
        state = knot.filtered.smoothed(after: span, predicted: predicted, next: state)
      }
      if knot.time <= time {
        knots[index].smoothed = state
        knots[index].interval = interval
      }
      next = knot
    }
  }

  /// What the knots from an instant on tell of the first of them, filtered backwards from the newest.
  func backward(from time: MediaTime, _ motion: Motion) -> (first: Knot, state: FaceState) {
    var first = last
    var state = FaceState(first.observation.box, motion)
    for knot in knots.reversed().dropFirst() {
      guard knot.time >= time else { break }
      let span = (first.time - knot.time).seconds
      state = state.predicted(after: span, motion).updated(knot.observation.box, motion)
      first = knot
    }
    return (first, state.reversed)
  }
}
