import Geometry

/// What hides a track where its face was also followed through the pictures around an instant.
///
/// Each sample around the instant that leads to it through the pictures tells where a face is, with its own
/// variance. Where one before and one after agree their mean is hidden, and what the tracker says is needed only
/// as long as the pictures leave a doubt about the samples on both sides.
struct FlowGuidedBoxes {
  let boxBuilder: RedactionBoxBuilder
  let evidence: any MotionEvidence

  /// The covers of a smoothed track at an instant.
  func redactionBoxes(_ track: inout Track, at context: FrameContext) -> [RedactionBox] {
    let time = context.time
    let plain = boxBuilder.redactionBox(&track, at: context)
    guard track.scene.contains(time) else { return plain.map { [$0] } ?? [] }
    let near = track.points.filter { $0.distance(to: time) <= Self.span }
    let confidence = near.min { $0.distance(to: time) < $1.distance(to: time) }?.observation.confidence
    var before = near.indices.filter { near[$0].time < time }.reversed().map { index in
      FlowEstimate(near[index], at: time, .forward, evidence, witnesses: index + 1)
    }
    var after = near.indices.filter { near[$0].time > time }.map { index in
      FlowEstimate(near[index], at: time, .backward, evidence, witnesses: near.count - index)
    }
    let joined = Self.joined(&before, &after)
    // Where the two nearest samples lead to one place, that is better known than what the tracker says.
    let isKnown = plain?.reason != .sample && joined.isNearest
    let places = joined.means + (before + after).compactMap { $0 }
    let followed = places.map { place in
      var redactionBox = RedactionBox(
        track: track.number, box: boxBuilder.box(place.box, place.variance).grown(by: boxBuilder.margin),
        reason: plain?.reason ?? .followed, confidence: plain?.confidence ?? confidence ?? 0)
      (redactionBox.marks, redactionBox.trackMarks) = (plain?.marks ?? 0, track.marks)
      return redactionBox
    }
    return (isKnown ? [] : plain.map { [$0] } ?? []) + followed
  }

  /// Takes out the pairs that agree, nearest samples first; returns their means, and whether the nearest two are a
  /// pair.
  private static func joined(
    _ before: inout [FlowEstimate?], _ after: inout [FlowEstimate?]
  ) -> (means: [FlowEstimate], isNearest: Bool) {
    var means: [FlowEstimate] = []
    var isNearest = false
    for index in before.indices {
      guard let place = before[index],
        let match = after.indices.first(where: { after[$0]?.agrees(with: place) ?? false }),
        let other = after[match]
      else { continue }
      means.append(place.joined(with: other))
      (before[index], after[match]) = (nil, nil)
      isNearest = isNearest || (index == 0 && match == 0)
    }
    return (means, isNearest)
  }

  /// How far from its sample a path may matter, in nanoseconds.
  static let span: UInt64 = 2_000_000_000
}

extension TrackPoint {
  fileprivate func distance(to time: MediaTime) -> UInt64 { (time - self.time).nanoseconds.magnitude }
}

/// Where a followed face is: its four coordinates, and their variances in face sizes.
private struct FlowEstimate {
  private let value: SIMD4<Double>
  let variance: SIMD4<Double>
  let isSure: Bool
  /// Seconds from its sample.
  private let elapsed: Double

  /// Where the smoothed face of a knot went; nil where its path does not reach the instant.
  ///
  /// `witnesses` counts the knots up to it, seen from the instant: a box seen once may be a false one, which
  /// would be followed as well as a face.
  init?(
    _ point: TrackPoint, at time: MediaTime, _ direction: FlowPath.Direction, _ evidence: any MotionEvidence,
    witnesses: Int
  ) {
    let reach = UInt64(witnesses) * UInt64(max(0, point.interval.nanoseconds))
    guard point.isSmoothed, point.distance(to: time) <= reach,
      let path = evidence.path(of: point.observation.box, seenAt: point.time, direction),
      let place = path.place(at: time)
    else { return nil }
    let way = FaceState.coordinates(of: place.box) - FaceState.coordinates(of: point.observation.box)
    let (centre, size) = (place.variance, place.sizeVariance)
    value = point.inPicture + way
    variance = point.smoothed.variance / point.smoothed.unit + SIMD4(centre, centre, size, size)
    isSure = place.isSure
    elapsed = Double(point.distance(to: time)) / 1e9
  }

  private init(value: SIMD4<Double>, variance: SIMD4<Double>) {
    self.value = value
    self.variance = variance
    isSure = true
    elapsed = 0
  }

  var box: Box { FaceState.box(value, shiftedBy: .zero) }

  /// By how much the two are apart, squared, in face sizes.
  private func gap(to other: FlowEstimate) -> SIMD4<Double> {
    let unit = SIMD4((box.width + other.box.width) / 2, (box.height + other.box.height) / 2, 1, 1)
    let unassignedCost = (value - other.value) / unit
    return unassignedCost * unassignedCost
  }

  /// Whether the two can be one face: both are sure, and apart by no more than their deviations allow.
  func agrees(with other: FlowEstimate) -> Bool {
    guard isSure, other.isSure else { return false }
    return (gap(to: other) / (variance + other.variance)).max() < Self.agreement
  }

  /// The mean by inverse variance, to which what is between the two adds: the longer a way, the more of that gap
  /// is its own error.
  func joined(with other: FlowEstimate) -> FlowEstimate {
    let gap = gap(to: other)
    let part = elapsed / (elapsed + other.elapsed)
    let (mine, theirs) = (variance + gap * part, other.variance + gap * (1 - part))
    let share = mine / (mine + theirs)
    return FlowEstimate(value: value + share * (other.value - value), variance: mine * (1 - share))
  }

  /// Three standard deviations, squared.
  private static let agreement = 9.0
}
