import Geometry

/// One instant at which a track was detected.
struct Knot: Equatable, Sendable {
  var time: MediaTime
  var observation: Observation
  /// What is known from the samples up to this one.
  var filtered: FaceState
  /// What is known from all samples up to the smoother's lag beyond this one; nil until then.
  var smoothed: FaceState?
  /// How far the cover reaches beyond this knot where the track ends at it; set with `smoothed`.
  var reach = MediaTime.zero
}

/// One face's samples, in order of time.
struct Track: Equatable, Sendable {
  let number: Int
  var knots: [Knot]
  /// The scene that it lies in: from the cut before it until the cut after it.
  var scene: Range<MediaTime>

  /// A track that starts at an observation.
  init(
    number: Int, _ observation: Observation, at time: MediaTime, in scene: Range<MediaTime>, _ motion: Motion
  ) {
    self.number = number
    self.scene = scene
    knots = [Knot(time: time, observation: observation, filtered: FaceState(observation.box, motion))]
  }

  /// The newest knot. A track is never without one.
  var last: Knot { knots[knots.count - 1] }

  /// Goes on to an observation.
  mutating func extend(to observation: Observation, at time: MediaTime, _ motion: Motion) {
    let state = last.filtered.predicted(after: (time - last.time).seconds, motion)
      .updated(observation.box, motion)
    knots.append(Knot(time: time, observation: observation, filtered: state))
  }

  /// Ends at a scene cut.
  ///
  /// - Returns: the knots from the cut on, as a track of their own, if there are any.
  mutating func split(at cut: MediaTime, number: Int, _ motion: Motion) -> Track? {
    let after = knots.filter { $0.time >= cut }
    let whole = scene
    guard let first = after.first else {
      scene = whole.lowerBound..<cut
      return nil
    }
    var rest = Track(
      number: number, first.observation, at: first.time, in: cut..<whole.upperBound, motion)
    for knot in after.dropFirst() { rest.extend(to: knot.observation, at: knot.time, motion) }
    knots.removeAll { $0.time >= cut }
    for index in knots.indices { knots[index].smoothed = nil }
    scene = whole.lowerBound..<cut
    return rest
  }

  /// Smooths the knots up to an instant, from all that is known beyond it.
  mutating func smooth(upTo time: MediaTime, reach: MediaTime, _ motion: Motion) {
    var next = last.filtered
    for index in knots.indices.reversed() {
      let knot = knots[index]
      if let smoothed = knot.smoothed, index < knots.count - 1 { if smoothed == next { return } }
      if index < knots.count - 1 {
        let span = (knots[index + 1].time - knot.time).seconds
        next = knot.filtered.smoothed(after: span, next: next, motion)
      }
      guard knot.smoothed == nil else { return }
      guard knot.time <= time else { continue }
      knots[index].smoothed = next
      knots[index].reach = reach
    }
  }
}
