import Geometry

/// Computes the redaction box of a track at a time: the smoothed face, grown by its uncertainty and by the
/// margin.
struct RedactionBoxBuilder: Equatable, Sendable {
  /// The number of standard deviations by which an edge is moved out while these are small.
  let deviations: Double
  /// The ratio of the box size that is added on each side.
  let margin: Double
  /// The frame's borders.
  let picture: Box

  /// The redaction box of a smoothed track at a time, or nil; the track caches the interpolation for the next
  /// call.
  func redactionBox(_ track: inout Track, at context: FrameContext) -> RedactionBox? {
    if let segment = track.segment(at: context.time) { return between(track, segment, at: context) }
    return extended(track, track.lastPoint(at: context.time), to: context)
  }

  /// Between two track points: the interpolated smoothed state.
  private func between(_ track: Track, _ segment: TrackSegment, at context: FrameContext) -> RedactionBox? {
    let (a, b) = (segment.point, segment.point + 1)
    guard segment.isBridged else { return extendedFromBothSides(track, a, b, at: context) }
    let (elapsed, remaining) = (context.time - segment.start, segment.end - context.time)
    let (value, variance) = segment.interpolation.state(after: elapsed.seconds)
    let unit = segment.interpolation.unit
    let stationary = segment.inImageCoordinates(at: context.time)
    let hidden = box(
      stationary ?? value, variance, unit, stationary == nil ? context.offset : Camera.Offset(shift: .zero))
    var redactionBox = make(track, hidden, segment.isGap ? .bridged : .between, elapsed < remaining ? a : b)
    redactionBox.marks = segment.marks
    return redactionBox
  }

  /// In a gap whose sides are inconsistent: both sides are extrapolated into it.
  private func extendedFromBothSides(
    _ track: Track, _ a: Int, _ b: Int, at context: FrameContext
  ) -> RedactionBox? {
    let (before, after) = (extended(track, a, to: context), extended(track, b, to: context))
    guard var both = before ?? after else { return nil }
    if let before, let after { both.box = before.box.union(after.box) }
    return both
  }

  /// Beyond a track's end: the predicted face, and the area behind it in case it slowed to half its speed. A
  /// face that leaves the frame did not slow, or it would have been detected again.
  private func extended(_ track: Track, _ index: Int, to context: FrameContext) -> RedactionBox? {
    let time = context.time
    let (seen, interval) = (track.points[index].time, track.points[index].interval)
    let isAfter = time > seen
    let span = isAfter ? time - seen : seen - time
    // Checked first, since most tracks in the window are farther away.
    guard span <= interval + interval, track.points[index].isSmoothed else { return nil }
    let smoothed = track.points[index].smoothed
    guard span > .zero else { return sampled(track, index, smoothed, context.offset) }
    guard track.scene.contains(time) else { return nil }
    var away = smoothed
    if !isAfter { away.reverse() }
    let end = isAfter ? seen + interval : seen - interval
    let leavesFrame = isLeavingFrame(
      away, within: interval, track.points[index].cameraSample.shift,
      context.camera.offset(at: end, in: track.scene).shift
    )
    guard span <= interval || leavesFrame || leadsToEdge(track, index, isAfter) else { return nil }
    let ahead = box(away.predicted(after: span.seconds), context.offset)
    guard !leavesFrame else { return make(track, ahead, .extended, index) }
    let behind = box(away.predicted(after: span.seconds * Self.minSpeedRatio), context.offset)
    return make(track, ahead.union(behind), .extended, index)
  }

  /// At a sample. Earlier points may already have been dropped, so the marks are those shared with the next
  /// point.
  private func sampled(_ track: Track, _ index: Int, _ state: FaceState, _ offset: Camera.Offset)
    -> RedactionBox
  {
    var redactionBox = make(track, box(state, offset), .sample, index)
    if index + 1 < track.points.endIndex {
      redactionBox.marks = track.points[index].marks(sharedWith: track.points[index + 1])
    }
    return redactionBox
  }

  /// Whether two intervals beyond an end reach the end of the scene or the first frame.
  private func leadsToEdge(_ track: Track, _ index: Int, _ isAfter: Bool) -> Bool {
    let (seen, interval) = (track.points[index].time, track.points[index].interval)
    let far = interval + interval
    return isAfter
      ? seen + far >= track.scene.upperBound : seen - far <= max(track.scene.lowerBound, .zero)
  }

  /// Whether a face is leaving the frame: then it remains partly visible for another interval, although the
  /// detector no longer finds it.
  private func isLeavingFrame(
    _ away: FaceState, within interval: MediaTime, _ now: SIMD2<Double>,
    _ then: @autoclosure () -> SIMD2<Double>
  ) -> Bool {
    let here = away.box(shiftedBy: now)
    guard visible(here.grown(by: Self.borderDistance)) < 1 else { return false }
    let beyond = away.predicted(after: interval.seconds).box(shiftedBy: then())
    return visible(beyond) < visible(here) - Self.minLeavingShare
  }

  /// The share of a face that is inside the frame.
  private func visible(_ face: Box) -> Double {
    face.area > 0 ? (face.intersection(picture)?.area ?? 0) / face.area : 1
  }

  /// The box that contains the face with the configured coverage, in the frame that the camera has shifted.
  private func box(_ state: FaceState, _ offset: Camera.Offset) -> Box {
    box(state.value, state.variance, state.unit, offset)
  }

  private func box(
    _ value: SIMD4<Double>, _ variance: SIMD4<Double>, _ unit: SIMD4<Double>, _ offset: Camera.Offset
  ) -> Box {
    let all = variance + SIMD4(lowHalf: offset.variance, highHalf: .zero)
    return box(FaceState.box(value, shiftedBy: offset.shift), all / unit)
  }

  /// The same for a mean box with the variances of its four coordinates in face sizes.
  func box(_ mean: Box, _ variance: SIMD4<Double>) -> Box {
    let growth = growth(variance.lowHalf + variance.highHalf / 4)
    let size = SIMD2(mean.width, mean.height) * (1 + 2 * growth)
    return Box(centerX: mean.centerX, centerY: mean.centerY, width: size.x, height: size.y)
  }

  /// The distance by which edges are moved out along x and y, in face sizes: proportional to their standard
  /// deviations while these are small. With a large uncertainty each further step covers less probability, so
  /// the growth saturates.
  private func growth(_ variance: SIMD2<Double>) -> SIMD2<Double> {
    deviations * (variance * Self.saturationVariance / (variance + Self.saturationVariance)).squareRoot()
  }

  private func make(_ track: Track, _ box: Box, _ reason: RedactionBox.Reason, _ index: Int) -> RedactionBox {
    let confidence = track.points[index].observation.confidence
    var redactionBox = RedactionBox(
      track: track.number, box: box.grown(by: margin), reason: reason, confidence: confidence)
    redactionBox.trackMarks = track.marks
    return redactionBox
  }

  /// The variance of an edge, in face sizes, at which the growth saturates.
  private static let saturationVariance = 0.2 * 0.2
  /// The minimum speed beyond an end, as a ratio of the predicted speed.
  private static let minSpeedRatio = 0.5
  /// The distance to the border at which a face counts as near it, in face sizes.
  private static let borderDistance = 0.1
  /// The share of a face that must leave the frame within an interval.
  private static let minLeavingShare = 0.05
}

/// A time in a video, with the camera shift at that time.
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
