import Geometry

/// What hides a track at an instant: the smoothed face, grown by its uncertainty and by the margin.
struct Covering: Equatable, Sendable {
  let motion: Motion
  /// How many standard deviations an edge is moved out where they are small.
  let deviations: Double
  /// Ratio of the box that is added on each side.
  let margin: Double

  /// The cover of a smoothed track at an instant, or nil where it has none.
  func cover(_ track: Track, at time: MediaTime) -> Cover? {
    guard let next = track.knots.firstIndex(where: { $0.time > time }) else {
      return extended(track, track.last, to: time)
    }
    guard next > track.knots.startIndex else { return extended(track, track.first, to: time) }
    return between(track, track.knots[next - 1], track.knots[next], at: time)
  }

  /// Between two knots: what is known there from all samples on both sides.
  private func between(_ track: Track, _ a: Knot, _ b: Knot, at time: MediaTime) -> Cover? {
    guard time > a.time, let after = b.smoothed else { return extended(track, a, to: time) }
    let isHole = (b.time - a.time).seconds > Self.holeIntervals * a.interval.seconds
    let nearest = time - a.time < b.time - time ? a : b
    guard !isHole || Hole(a, b, motion).isBridged else {
      let (left, right) = (extended(track, a, to: time), extended(track, b, to: time))
      guard var both = left ?? right else { return nil }
      if let left, let right { both.box = left.box.union(right.box) }
      return both
    }
    let state = a.filtered.between(after: time - a.time, before: b.time - time, after, motion)
    return make(track, box(state), isHole ? .bridged : .between, nearest)
  }

  /// Beyond an end: where the face is if it went on, where it was last seen, and all between the two.
  private func extended(_ track: Track, _ knot: Knot, to time: MediaTime) -> Cover? {
    guard let state = knot.smoothed else { return nil }
    guard time != knot.time else { return make(track, box(state), .sample, knot) }
    let isAfter = time > knot.time
    let span = isAfter ? time - knot.time : knot.time - time
    guard track.scene.contains(time), span <= reach(of: knot, in: track.scene, isAfter) else { return nil }
    let moved = (isAfter ? state : state.reversed).predicted(after: span.seconds, motion)
    return make(track, box(moved).union(box(state)), .extended, knot)
  }

  /// How far a cover reaches beyond an end: a sampling interval, or two where that leads to the edge of the
  /// scene or to the first frame.
  private func reach(of knot: Knot, in scene: Range<MediaTime>, _ isAfter: Bool) -> MediaTime {
    let far = knot.interval + knot.interval
    let leadsToEdge =
      isAfter ? knot.time + far >= scene.upperBound : knot.time - far <= max(scene.lowerBound, .zero)
    return leadsToEdge ? far : knot.interval
  }

  /// The box that contains the face with the chosen coverage.
  private func box(_ state: FaceState) -> Box {
    let mean = state.box
    let variance = state.variance / state.unit
    let across = growth(variance.x + variance.z / 4)
    let down = growth(variance.y + variance.w / 4)
    return Box(
      centerX: mean.centerX, centerY: mean.centerY, width: mean.width * (1 + 2 * across),
      height: mean.height * (1 + 2 * down))
  }

  /// How far an edge is moved out, in face sizes: in proportion to its standard deviation while that is small.
  /// Where little is known each step out buys ever less, so the growth levels off.
  private func growth(_ variance: Double) -> Double {
    deviations * (variance * Self.level / (variance + Self.level)).squareRoot()
  }

  private func make(_ track: Track, _ box: Box, _ reason: Cover.Reason, _ knot: Knot) -> Cover {
    let confidence = knot.observation.confidence
    return Cover(track: track.number, box: box.grown(by: margin), reason: reason, confidence: confidence)
  }

  /// The variance of an edge, in face sizes, around which growth levels off.
  private static let level = 0.15 * 0.15
  /// Spans of more intervals are holes: two samples or more were missed.
  private static let holeIntervals = 2.5
}

extension FaceState {
  /// This filtered state carried to an instant between two knots, given the smoothed state at the later one.
  fileprivate func between(
    after: MediaTime, before: MediaTime, _ next: FaceState, _ motion: Motion
  ) -> FaceState {
    let here = predicted(after: after.seconds, motion)
    let there = here.predicted(after: before.seconds, motion)
    return here.smoothed(after: before.seconds, predicted: there, next: next)
  }
}
