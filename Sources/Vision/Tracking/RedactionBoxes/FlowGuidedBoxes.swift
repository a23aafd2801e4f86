import Geometry

/// The redaction boxes of a track whose face is also followed by optical flow around an instant.
///
/// Each sample whose flow path reaches the instant gives an estimate of the face with its own variance. Where
/// an estimate from before and one from after agree, their mean is redacted, and the tracker's box is needed
/// only while the flow is unreliable on either side. Beyond an end the tracker's box is needed only once the flow is
/// unreliable.
struct FlowGuidedBoxes {
  let boxBuilder: RedactionBoxBuilder
  let evidence: any MotionEvidence

  /// The redaction boxes of a smoothed track at a time.
  func redactionBoxes(_ track: inout Track, at context: FrameContext) -> [RedactionBox] {
    let time = context.time
    let trackerBox = boxBuilder.redactionBox(&track, at: context)
    guard track.scene.contains(time) else { return trackerBox.map { [$0] } ?? [] }
    let near = track.points.filter { $0.distance(to: time) <= Self.maxPathDuration }
    var (before, after) = estimates(near, at: time)
    let isFollowed = trackerBox?.reason == .extended && Self.isFollowed(before, after)
    let fused = Self.fused(&before, &after)
    // If the estimates from the two nearest samples agree, they are more accurate than the tracker.
    let isKnown = isFollowed || trackerBox?.reason != .sample && fused.isNearest
    let sample = near.first { $0.time == time && $0.isSmoothed }.map(FlowEstimate.init(at:))
    let places = (fused.means + (before + after).compactMap { $0 }).filter { place in
      // Where the detector saw the face, a less certain estimate of the same place adds nothing.
      !(sample.map { place.isNear($0) } ?? false)
    }
    let nearest = near.min { $0.distance(to: time) < $1.distance(to: time) }
    let followed = places.map { place in
      let cover = boxBuilder.cover(place.box, boxBuilder.growth(place.variance) * place.box.size)
      var redactionBox = RedactionBox(
        track: track.number, box: cover.box, reason: trackerBox?.reason ?? .followed,
        confidence: trackerBox?.confidence ?? nearest?.observation.confidence ?? 0)
      redactionBox.cornerRadii = cover.cornerRadii
      redactionBox.marks = trackerBox?.marks ?? 0
      redactionBox.describe(track, at: time)
      return redactionBox
    }
    return (isKnown ? [] : trackerBox.map { [$0] } ?? []) + followed
  }

  /// The estimates from the samples before and after a time, the nearest first; nil where the path of one does not reach
  /// the time.
  private func estimates(
    _ near: [TrackPoint], at time: MediaTime
  ) -> (before: [FlowEstimate?], after: [FlowEstimate?]) {
    let sizes = sizeBounds(near, around: time)
    let before = near.indices.filter { near[$0].time < time }.reversed().map { index in
      FlowEstimate(near[index], at: time, .forward, evidence, supportingPoints: index + 1, sizes)
    }
    let after = near.indices.filter { near[$0].time > time }.map { index in
      FlowEstimate(near[index], at: time, .backward, evidence, supportingPoints: near.count - index, sizes)
    }
    return (before, after)
  }

  /// Whether a face beyond an end of its track is followed from that end, and still looks as it was seen there.
  private static func isFollowed(_ before: [FlowEstimate?], _ after: [FlowEstimate?]) -> Bool {
    guard before.isEmpty || after.isEmpty else { return false }
    return (before.first ?? after.first)??.isReliable ?? false
  }

  /// Removes the pairs of estimates that agree, nearest samples first; returns their means, and whether the
  /// two nearest estimates are such a pair.
  private static func fused(
    _ before: inout [FlowEstimate?], _ after: inout [FlowEstimate?]
  ) -> (means: [FlowEstimate], isNearest: Bool) {
    var means: [FlowEstimate] = []
    var isNearest = false
    for index in before.indices {
      guard let place = before[index],
        let match = after.indices.first(where: { after[$0]?.agrees(with: place) ?? false }),
        let other = after[match]
      else { continue }
      means.append(place.fused(with: other))
      (before[index], after[match]) = (nil, nil)
      isNearest = isNearest || (index == 0 && match == 0)
    }
    return (means, isNearest)
  }

  /// The logarithms of the least and the largest width and height of the nearest points before and after a time.
  ///
  /// Points that stick to the background change a path's size without bounds; a face does not.
  private func sizeBounds(_ near: [TrackPoint], around time: MediaTime) -> SizeBounds {
    let ends = [near.last { $0.time <= time }, near.first { $0.time >= time }].compactMap { $0 }
    return ends.reduce(into: SizeBounds()) { $0.include($1.smoothed.value.highHalf) }
  }

  /// The maximum duration of a path that is used, in nanoseconds.
  static let maxPathDuration: UInt64 = 2_000_000_000
}

extension TrackPoint {
  fileprivate func distance(to time: MediaTime) -> UInt64 { (time - self.time).nanoseconds.magnitude }
}

/// A range of the logarithms of width and height.
private struct SizeBounds {
  private var least = SIMD2<Double>(repeating: .infinity)
  private var most = SIMD2<Double>(repeating: -.infinity)

  mutating func include(_ size: SIMD2<Double>) {
    least = least.replacing(with: size, where: size .< least)
    most = most.replacing(with: size, where: size .> most)
  }

  func clamped(_ size: SIMD2<Double>) -> SIMD2<Double> {
    size.clamped(lowerBound: least - Self.slack, upperBound: most + Self.slack)
  }

  /// How far beyond both ends a size may be: a tenth, as at a nod.
  private static let slack = 0.1
}

/// An estimate by optical flow: four coordinates, and their variances in face sizes.
private struct FlowEstimate {
  private let value: SIMD4<Double>
  let variance: SIMD4<Double>
  let isReliable: Bool
  /// The seconds since its sample.
  private let elapsed: Double

  /// The smoothed face of a track point, displaced along its flow path; nil if the path does not reach the
  /// time.
  ///
  /// `supportingPoints` is the number of track points up to this one, seen from the time: a box detected only once
  /// may be a false positive, which is followed as well as a face.
  init?(
    _ point: TrackPoint, at time: MediaTime, _ direction: FlowPath.Direction, _ evidence: any MotionEvidence,
    supportingPoints: Int, _ sizes: SizeBounds
  ) {
    let reach = UInt64(supportingPoints) * UInt64(max(0, point.interval.nanoseconds))
    guard point.isSmoothed, point.distance(to: time) <= reach,
      let path = evidence.path(of: point.observation.box, seenAt: point.time, direction),
      let place = path.place(at: time)
    else { return nil }
    let displacement = FaceState.coordinates(of: place.box) - FaceState.coordinates(of: point.observation.box)
    let (centre, size) = (place.variance, place.sizeVariance)
    var value = point.inImageCoordinates + displacement
    value.highHalf = sizes.clamped(value.highHalf)
    self.value = value
    variance = point.smoothed.variance / point.smoothed.unit + SIMD4(centre, centre, size, size)
    isReliable = place.isReliable
    elapsed = Double(point.distance(to: time)) / 1e9
  }

  /// At a track point: the face as it was detected.
  init(at point: TrackPoint) {
    self.init(
      value: point.inImageCoordinates, variance: point.smoothed.variance / point.smoothed.unit)
  }

  private init(value: SIMD4<Double>, variance: SIMD4<Double>) {
    self.value = value
    self.variance = variance
    isReliable = true
    elapsed = 0
  }

  var box: Box { FaceState.box(value, shiftedBy: .zero) }

  /// The squared difference of both estimates, in face sizes.
  private func squaredDifference(to other: FlowEstimate) -> SIMD4<Double> {
    let unit = SIMD4((box.width + other.box.width) / 2, (box.height + other.box.height) / 2, 1, 1)
    let difference = (value - other.value) / unit
    return difference * difference
  }

  /// Whether both estimates are reliable and consistent with one face, given their variances.
  func agrees(with other: FlowEstimate) -> Bool {
    isReliable && other.isReliable && isNear(other)
  }

  /// Whether both estimates are consistent with one face, given their variances.
  func isNear(_ other: FlowEstimate) -> Bool {
    (squaredDifference(to: other) / (variance + other.variance)).max() < Self.agreementGate
  }

  /// The inverse-variance mean. The difference of the estimates is added to the variances: the longer a path,
  /// the larger its share of that difference.
  func fused(with other: FlowEstimate) -> FlowEstimate {
    let gap = squaredDifference(to: other)
    let part = elapsed / (elapsed + other.elapsed)
    let (mine, theirs) = (variance + gap * part, other.variance + gap * (1 - part))
    let share = mine / (mine + theirs)
    return FlowEstimate(value: value + share * (other.value - value), variance: mine * (1 - share))
  }

  /// The gate: three standard deviations, squared.
  private static let agreementGate = 9.0
}
