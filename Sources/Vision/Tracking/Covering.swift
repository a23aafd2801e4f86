import Geometry

/// What hides a track at an instant: the smoothed face, grown by its uncertainty and by the margin.
struct Covering: Equatable, Sendable {
  /// How many standard deviations an edge is moved out where they are small.
  let deviations: Double
  /// Ratio of the box that is added on each side.
  let margin: Double
  /// Where the picture's borders are.
  let picture: Box

  /// The cover of a smoothed track at an instant, or nil where it has none; the track notes what helps with the next.
  func cover(_ track: inout Track, at moment: Moment) -> Cover? {
    if let passage = track.passage(at: moment.time) { return between(track, passage, at: moment) }
    return extended(track, track.lastKnot(at: moment.time), to: moment)
  }

  /// Between two knots: what is known there from all samples on both sides.
  private func between(_ track: Track, _ passage: Passage, at moment: Moment) -> Cover? {
    let (a, b) = (passage.knot, passage.knot + 1)
    guard passage.isBridged else { return lingering(track, a, b, at: moment) }
    let (passed, left) = (moment.time - passage.start, passage.end - moment.time)
    let (value, variance) = passage.interpolation.state(after: passed.seconds)
    let unit = passage.interpolation.unit
    let stayed = passage.inPicture(at: moment.time)
    let hidden = box(stayed ?? value, variance, unit, stayed == nil ? moment.aim : Camera.Aim(shift: .zero))
    var cover = make(track, hidden, passage.isHole ? .bridged : .between, passed < left ? a : b)
    cover.marks = passage.marks
    return cover
  }

  /// In a hole whose sides disagree: each side reaches into it as beyond an end.
  private func lingering(_ track: Track, _ a: Int, _ b: Int, at moment: Moment) -> Cover? {
    let (before, after) = (extended(track, a, to: moment), extended(track, b, to: moment))
    guard var both = before ?? after else { return nil }
    if let before, let after { both.box = before.box.union(after.box) }
    return both
  }

  /// Beyond an end: where the face is if it went on, and what lies behind as far as it may have slowed to half
  /// its speed. A face that passes the picture's border went on, or it would have been found again.
  private func extended(_ track: Track, _ index: Int, to moment: Moment) -> Cover? {
    let time = moment.time
    let (seen, interval) = (track.knots[index].time, track.knots[index].interval)
    let isAfter = time > seen
    let span = isAfter ? time - seen : seen - time
    // Asked first, since most tracks of a window lie farther off.
    guard span <= interval + interval, track.knots[index].isSmoothed else { return nil }
    let smoothed = track.knots[index].smoothed
    guard span > .zero else { return sampled(track, index, smoothed, moment.aim) }
    guard track.scene.contains(time) else { return nil }
    var away = smoothed
    if !isAfter { away.reverse() }
    let end = isAfter ? seen + interval : seen - interval
    let passes = isPassing(
      away, within: interval, track.knots[index].stop.shift, moment.camera.aim(at: end, in: track.scene).shift
    )
    guard span <= interval || passes || leadsToEdge(track, index, isAfter) else { return nil }
    let ahead = box(away.predicted(after: span.seconds), moment.aim)
    guard !passes else { return make(track, ahead, .extended, index) }
    let behind = box(away.predicted(after: span.seconds * Self.slowest), moment.aim)
    return make(track, ahead.union(behind), .extended, index)
  }

  /// At a sample. What lies before it is forgotten, so the next has to agree.
  private func sampled(_ track: Track, _ index: Int, _ state: FaceState, _ aim: Camera.Aim) -> Cover {
    var cover = make(track, box(state, aim), .sample, index)
    if index + 1 < track.knots.endIndex {
      cover.marks = track.knots[index].marks(sharedWith: track.knots[index + 1])
    }
    return cover
  }

  /// Whether two intervals beyond an end lead to the edge of the scene or to the first frame.
  private func leadsToEdge(_ track: Track, _ index: Int, _ isAfter: Bool) -> Bool {
    let (seen, interval) = (track.knots[index].time, track.knots[index].interval)
    let far = interval + interval
    return isAfter
      ? seen + far >= track.scene.upperBound : seen - far <= max(track.scene.lowerBound, .zero)
  }

  /// Whether a face is passing the picture's border: there it is still seen in part, for another interval, when
  /// the detector no longer finds it.
  private func isPassing(
    _ away: FaceState, within interval: MediaTime, _ now: SIMD2<Double>,
    _ then: @autoclosure () -> SIMD2<Double>
  ) -> Bool {
    let here = away.box(shiftedBy: now)
    guard visible(here.grown(by: Self.nearBorder)) < 1 else { return false }
    let beyond = away.predicted(after: interval.seconds).box(shiftedBy: then())
    return visible(beyond) < visible(here) - Self.passing
  }

  /// The share of a face inside the picture.
  private func visible(_ face: Box) -> Double {
    face.area > 0 ? (face.intersection(picture)?.area ?? 0) / face.area : 1
  }

  /// The box that contains the face with the chosen coverage, in a picture that the camera has shifted.
  private func box(_ state: FaceState, _ aim: Camera.Aim) -> Box {
    box(state.value, state.variance, state.unit, aim)
  }

  private func box(
    _ value: SIMD4<Double>, _ variance: SIMD4<Double>, _ unit: SIMD4<Double>, _ aim: Camera.Aim
  ) -> Box {
    let all = variance + SIMD4(lowHalf: aim.variance, highHalf: .zero)
    return box(FaceState.box(value, shiftedBy: aim.shift), all / unit)
  }

  /// The same around a mean, with the variances of its four coordinates in face sizes.
  func box(_ mean: Box, _ variance: SIMD4<Double>) -> Box {
    let growth = growth(variance.lowHalf + variance.highHalf / 4)
    let size = SIMD2(mean.width, mean.height) * (1 + 2 * growth)
    return Box(centerX: mean.centerX, centerY: mean.centerY, width: size.x, height: size.y)
  }

  /// How far edges are moved out across and down, in face sizes: in proportion to their standard deviations while
  /// these are small. Where little is known each step out buys ever less, so the growth levels off.
  private func growth(_ variance: SIMD2<Double>) -> SIMD2<Double> {
    deviations * (variance * Self.level / (variance + Self.level)).squareRoot()
  }

  private func make(_ track: Track, _ box: Box, _ reason: Cover.Reason, _ index: Int) -> Cover {
    let confidence = track.knots[index].observation.confidence
    var cover = Cover(track: track.number, box: box.grown(by: margin), reason: reason, confidence: confidence)
    cover.trackMarks = track.marks
    return cover
  }

  /// The variance of an edge, in face sizes, around which growth levels off.
  private static let level = 0.2 * 0.2
  /// How far a face that slows beyond an end still goes, as a ratio of the way at its speed.
  private static let slowest = 0.5
  /// How near to the border a face is at it, as a ratio of the face.
  private static let nearBorder = 0.1
  /// The share of a face that must pass the border within an interval.
  private static let passing = 0.05
}
