import Geometry

/// What hides a track at an instant: the smoothed face, grown by its uncertainty and by the margin.
struct Covering: Equatable, Sendable {
  let motion: Motion
  /// How many standard deviations a cover reaches beyond the expected face.
  let deviations: Double
  /// Ratio of the box that is added on each side.
  let margin: Double

  /// The cover of a smoothed track at an instant, or nil where it has none.
  func cover(_ track: Track, at time: MediaTime) -> Cover? {
    guard let first = track.knots.first, let next = track.knots.firstIndex(where: { $0.time > time }) else {
      return extended(track, from: track.last, to: time)
    }
    guard next > 0 else { return extended(track, from: first, to: time) }
    return between(track.number, track.knots[next - 1], track.knots[next], at: time)
  }

  /// Between two knots: the state there, given all samples on both sides.
  private func between(_ number: Int, _ a: Knot, _ b: Knot, at time: MediaTime) -> Cover? {
    guard let before = a.smoothed, let after = b.smoothed else { return nil }
    let nearest = (time - a.time) < (b.time - time) ? a : b
    guard time > a.time else { return make(number, box(before), .sample, a) }
    let state = a.filtered.predicted(after: (time - a.time).seconds, motion)
      .smoothed(after: (b.time - time).seconds, next: after, motion)
    let reason = (b.time - a.time) > a.reach + a.reach ? Cover.Reason.bridged : .between
    return make(number, box(state), reason, nearest)
  }

  /// Beyond an end: where the face would be had it gone on, and where it was last seen, and all between.
  private func extended(_ track: Track, from knot: Knot, to time: MediaTime) -> Cover? {
    guard let state = knot.smoothed else { return nil }
    guard time != knot.time else { return make(track.number, box(state), .sample, knot) }
    let isAfter = time > knot.time
    let span = isAfter ? time - knot.time : knot.time - time
    guard track.scene.contains(time), span <= reach(of: knot, in: track.scene, isAfter: isAfter) else {
      return nil
    }
    let moved = (isAfter ? state : state.reversed).predicted(after: span.seconds, motion)
    return make(track.number, box(moved).union(box(state)), .extended, knot)
  }

  /// How far the cover reaches beyond an end: a sampling interval, or two where that leads to the edge of the
  /// scene or to the first frame.
  private func reach(of knot: Knot, in scene: Range<MediaTime>, isAfter: Bool) -> MediaTime {
    let far = knot.reach + knot.reach
    let leadsToEdge =
      isAfter ? knot.time + far >= scene.upperBound : knot.time - far <= max(scene.lowerBound, .zero)
    return leadsToEdge ? far : knot.reach
  }

  /// The box that contains the face with the chosen confidence.
  private func box(_ state: FaceState) -> Box {
    let (w, h) = state.size
    let across = (state.x.valueVariance + state.width.valueVariance * w * w / 4).squareRoot()
    let down = (state.y.valueVariance + state.height.valueVariance * h * h / 4).squareRoot()
    return Box(
      centerX: state.x.value, centerY: state.y.value, width: w + 2 * deviations * across,
      height: h + 2 * deviations * down)
  }

  private func make(_ number: Int, _ box: Box, _ reason: Cover.Reason, _ knot: Knot) -> Cover {
    Cover(track: number, box: box.grown(by: margin), reason: reason, confidence: knot.observation.confidence)
  }
}
