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
    var redactionBox =
      if let segment = track.segment(at: context.time) {
        between(track, segment, at: context)
      } else {
        extended(track, track.lastPoint(at: context.time), to: context)
      }
    redactionBox?.describe(track, at: context.time)
    return redactionBox
  }

  /// Between two track points: the interpolated smoothed state.
  private func between(_ track: Track, _ segment: TrackSegment, at context: FrameContext) -> RedactionBox? {
    let (a, b) = (segment.point, segment.point + 1)
    guard segment.isBridged else { return extendedFromBothSides(track, a, b, at: context) }
    let (elapsed, remaining) = (context.time - segment.start, segment.end - context.time)
    var (value, variance) = segment.interpolation.state(after: elapsed.seconds)
    if segment.isGap { value.highHalf = segment.bounded(value.highHalf) }
    let stationary = segment.inImageCoordinates(at: context.time)
    let offset = stationary == nil ? context.offset : Camera.Offset(shift: .zero)
    let mean = FaceState.box(stationary ?? value, shiftedBy: offset.shift)
    variance += SIMD4(lowHalf: offset.variance, highHalf: .zero)
    let growth = growth(variance / segment.interpolation.unit) * mean.size
    let reason: RedactionBox.Reason = segment.isGap ? .bridged : .between
    var redactionBox = make(track, mean, growth, reason, elapsed < remaining ? a : b)
    redactionBox.marks = segment.marks
    return redactionBox
  }

  /// In a gap whose sides are inconsistent: both sides are extrapolated into it.
  private func extendedFromBothSides(
    _ track: Track, _ a: Int, _ b: Int, at context: FrameContext
  ) -> RedactionBox? {
    let (before, after) = (extended(track, a, to: context), extended(track, b, to: context))
    guard var both = before ?? after else { return nil }
    if before != nil, let after { both.formUnion(after) }
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
    func place(_ part: Double) -> RedactionBox {
      extrapolated(
        track, index, away, after: span.seconds * part, share: span.seconds / interval.seconds, context)
    }
    var redactionBox = place(1)
    if !leavesFrame { redactionBox.formUnion(place(Self.minSpeedRatio)) }
    return redactionBox
  }

  /// One place of a face beyond a track's end.
  ///
  /// Had it stayed, the next sample would have shown it: the nearer that sample, the less likely is the face still
  /// there. So what motion adds to the growth fades over the `share` of the interval that has passed. A face seen once
  /// may have gone anywhere, of which no growth covers much; nor may there have been a face.
  private func extrapolated(
    _ track: Track, _ index: Int, _ away: FaceState, after span: Double, share: Double,
    _ context: FrameContext
  ) -> RedactionBox {
    let state = away.extrapolated(after: span)
    let mean = FaceState.box(state.value, shiftedBy: context.offset.shift)
    let still = growth(away.variance / away.unit)
    let variance = state.variance + SIMD4(lowHalf: context.offset.variance, highHalf: .zero)
    let moving = growth(variance / away.unit) - still
    let part = away.isUnconfirmed ? 0 : max(0, 1 - share)
    // Growth is of the size at the sample: where the face itself grows, it would count twice.
    let unit = away.unit.lowHalf.squareRoot()
    let size = mean.size.replacing(with: unit, where: unit .< mean.size)
    return make(track, mean, (still + moving * part) * size, .extended, index)
  }

  /// At a sample. Earlier points may already have been dropped, so the marks are those shared with the next
  /// point.
  private func sampled(_ track: Track, _ index: Int, _ state: FaceState, _ offset: Camera.Offset)
    -> RedactionBox
  {
    let mean = FaceState.box(state.value, shiftedBy: offset.shift)
    let variance = state.variance + SIMD4(lowHalf: offset.variance, highHalf: .zero)
    var redactionBox = make(track, mean, growth(variance / state.unit) * mean.size, .sample, index)
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
    let beyond = away.extrapolated(after: interval.seconds).box(shiftedBy: then())
    return visible(beyond) < visible(here) - Self.minLeavingShare
  }

  /// The share of a face that is inside the frame.
  private func visible(_ face: Box) -> Double {
    face.area > 0 ? (face.intersection(picture)?.area ?? 0) / face.area : 1
  }

  /// The distance by which edges are moved out along x and y, in face sizes, for the variances of the four coordinates
  /// in face sizes: proportional to the edges' standard deviations while these are small. With a large uncertainty each
  /// further step covers less probability, so the growth saturates.
  func growth(_ variance: SIMD4<Double>) -> SIMD2<Double> {
    let edge = variance.lowHalf + variance.highHalf / 4
    return deviations * (edge * Self.saturationVariance / (edge + Self.saturationVariance)).squareRoot()
  }

  /// A mean face, of which each edge is moved out by a growth in ratios of the frame size, and the whole by the margin:
  /// the box, and its corners.
  func cover(_ mean: Box, _ growth: SIMD2<Double>) -> (box: Box, cornerRadii: SIMD2<Double>) {
    let grown = mean.size + 2 * growth
    let box = Box(centerX: mean.centerX, centerY: mean.centerY, width: grown.x, height: grown.y)
    return (box.grown(by: margin), mean.size * (0.5 + margin))
  }

  private func make(
    _ track: Track, _ mean: Box, _ growth: SIMD2<Double>, _ reason: RedactionBox.Reason, _ index: Int
  ) -> RedactionBox {
    let cover = cover(mean, growth)
    let confidence = track.points[index].observation.confidence
    var redactionBox = RedactionBox(
      track: track.number, box: cover.box, reason: reason, confidence: confidence)
    redactionBox.cornerRadii = cover.cornerRadii
    return redactionBox
  }

  /// The variance of an edge, in face sizes, at which the growth saturates.
  private static let saturationVariance = 0.25 * 0.25
  /// The minimum speed beyond an end, as a ratio of the predicted speed.
  private static let minSpeedRatio = 0.5
  /// The distance to the border at which a face counts as near it, in face sizes.
  private static let borderDistance = 0.1
  /// The share of a face that must leave the frame within an interval.
  private static let minLeavingShare = 0.05
}

extension RedactionBox {
  /// Adds what is known of its track at a time.
  mutating func describe(_ track: Track, at time: MediaTime) {
    trackMarks = track.marks
    trackConfidence = max(confidence, track.evidence(upTo: time).confidence)
  }
}

extension Box {
  /// Width and height.
  var size: SIMD2<Double> { SIMD2(width, height) }
}
