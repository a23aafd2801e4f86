import Geometry

/// What hides a track at an instant: the smoothed face, grown by its uncertainty and by the margin.
struct RedactionBoxBuilder: Equatable, Sendable {
  /// How many standard deviations an edge is moved out where they are small.
  let deviations: Double
  /// Ratio of the box that is added on each side.
  let margin: Double
  /// Where the picture's borders are.
  let picture: Box

  /// The cover of a smoothed track at an instant, or nil where it has none; the track notes what helps with the next.
  func redactionBox(_ track: inout Track, at context: FrameContext) -> RedactionBox? {
    if let segment = track.segment(at: context.time) { return between(track, segment, at: context) }
    return extended(track, track.lastPoint(at: context.time), to: context)
  }

  /// Between two knots: what is known there from all samples on both sides.
  private func between(_ track: Track, _ segment: TrackSegment, at context: FrameContext) -> RedactionBox? {
    let (a, b) = (segment.point, segment.point + 1)
    guard segment.isBridged else { return lingering(track, a, b, at: context) }
    let (passed, left) = (context.time - segment.start, segment.end - context.time)
    let (value, variance) = segment.interpolation.state(after: passed.seconds)
    let unit = segment.interpolation.unit
    let stayed = segment.inPicture(at: context.time)
    let hidden = box(
      stayed ?? value, variance, unit, stayed == nil ? context.offset : Camera.Offset(shift: .zero))
    var redactionBox = make(track, hidden, segment.isHole ? .bridged : .between, passed < left ? a : b)
    redactionBox.marks = segment.marks
    return redactionBox
  }

  /// In a hole whose sides disagree: each side reaches into it as beyond an end.
  private func lingering(_ track: Track, _ a: Int, _ b: Int, at context: FrameContext) -> RedactionBox? {
    let (before, after) = (extended(track, a, to: context), extended(track, b, to: context))
    guard var both = before ?? after else { return nil }
    if let before, let after { both.box = before.box.union(after.box) }
    return both
  }

  /// Beyond an end: where the face is if it went on, and what lies behind as far as it may have slowed to half
  /// its speed. A face that passes the picture's border went on, or it would have been found again.
  private func extended(_ track: Track, _ index: Int, to context: FrameContext) -> RedactionBox? {
    let time = context.time
    let (seen, interval) = (track.points[index].time, track.points[index].interval)
    let isAfter = time > seen
    let span = isAfter ? time - seen : seen - time
    // Asked first, since most tracks of a window lie farther off.
    guard span <= interval + interval, track.points[index].isSmoothed else { return nil }
    let smoothed = track.points[index].smoothed
    guard span > .zero else { return sampled(track, index, smoothed, context.offset) }
    guard track.scene.contains(time) else { return nil }
    var away = smoothed
    if !isAfter { away.reverse() }
    let end = isAfter ? seen + interval : seen - interval
    let passes = isPassing(
      away, within: interval, track.points[index].cameraSample.shift,
      context.camera.offset(at: end, in: track.scene).shift
    )
    guard span <= interval || passes || leadsToEdge(track, index, isAfter) else { return nil }
    let ahead = box(away.predicted(after: span.seconds), context.offset)
    guard !passes else { return make(track, ahead, .extended, index) }
    let behind = box(away.predicted(after: span.seconds * Self.slowest), context.offset)
    return make(track, ahead.union(behind), .extended, index)
  }

  /// At a sample. What lies before it is forgotten, so the next has to agree.
  private func sampled(_ track: Track, _ index: Int, _ state: FaceState, _ offset: Camera.Offset)
    -> RedactionBox
  {
    var redactionBox = make(track, box(state, offset), .sample, index)
    if index + 1 < track.points.endIndex {
      redactionBox.marks = track.points[index].marks(sharedWith: track.points[index + 1])
    }
    return redactionBox
  }

  /// Whether two intervals beyond an end lead to the edge of the scene or to the first frame.
  private func leadsToEdge(_ track: Track, _ index: Int, _ isAfter: Bool) -> Bool {
    let (seen, interval) = (track.points[index].time, track.points[index].interval)
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
  private func box(_ state: FaceState, _ offset: Camera.Offset) -> Box {
    box(state.value, state.variance, state.unit, offset)
  }

  private func box(
    _ value: SIMD4<Double>, _ variance: SIMD4<Double>, _ unit: SIMD4<Double>, _ offset: Camera.Offset
  ) -> Box {
    let all = variance + SIMD4(lowHalf: offset.variance, highHalf: .zero)
    return box(FaceState.box(value, shiftedBy: offset.shift), all / unit)
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

  private func make(_ track: Track, _ box: Box, _ reason: RedactionBox.Reason, _ index: Int) -> RedactionBox {
    let confidence = track.points[index].observation.confidence
    var redactionBox = RedactionBox(
      track: track.number, box: box.grown(by: margin), reason: reason, confidence: confidence)
    redactionBox.trackMarks = track.marks
    return redactionBox
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

/// An instant of a video, and what the camera does then.
struct FrameContext: Sendable {
  let time: MediaTime
  let offset: Camera.Offset
  let camera: Camera

  init(_ time: MediaTime, of scene: Range<MediaTime>, _ camera: Camera) {
    self.time = time
    self.camera = camera
    offset = camera.offset(at: time, in: scene)
  }
}
