import Geometry

/// What hides a track where its face was also followed through the pictures around an instant.
///
/// Followed from the sample before and from the one after, the face is known twice, each time with its own
/// variance: where the two agree their mean is taken; where they do not, both are hidden with what the tracker
/// says.
struct Guided {
  let covering: Covering
  let evidence: any MotionEvidence

  /// The covers of a smoothed track at an instant.
  func covers(_ track: Track, at time: MediaTime) -> [Cover] {
    let plain = covering.cover(track, at: time)
    let knots = track.knots
    guard plain?.reason != .sample, track.scene.contains(time) else { return plain.map { [$0] } ?? [] }
    let next = knots.firstIndex { $0.time > time } ?? knots.endIndex
    let before = next > knots.startIndex ? Whereabouts(knots[next - 1], at: time, .forward, evidence) : nil
    let after = next < knots.endIndex ? Whereabouts(knots[next], at: time, .backward, evidence) : nil
    if let before, let after, before.isSure, after.isSure, let both = before.joined(with: after) {
      return [cover(track, both, plain, next)]
    }
    let followed = [before, after].compactMap { $0 }.map { cover(track, $0, plain, next) }
    return followed + (plain.map { [$0] } ?? [])
  }

  private func cover(_ track: Track, _ place: Whereabouts, _ plain: Cover?, _ next: Int) -> Cover {
    let knot = track.knots[max(track.knots.startIndex, next - 1)]
    return Cover(
      track: track.number, box: covering.box(place.box, place.variance).grown(by: covering.margin),
      reason: plain?.reason ?? .followed, confidence: plain?.confidence ?? knot.observation.confidence)
  }
}

/// Where a followed face is: its four coordinates, and their variances in face sizes.
private struct Whereabouts {
  private let value: SIMD4<Double>
  let variance: SIMD4<Double>
  let isSure: Bool

  /// Where the smoothed face of a knot went; nil where its path does not reach the instant.
  init?(
    _ knot: Knot, at time: MediaTime, _ direction: FollowedPath.Direction, _ evidence: any MotionEvidence
  ) {
    guard knot.isSmoothed,
      let path = evidence.path(of: knot.observation.box, seenAt: knot.time, direction),
      let place = path.place(at: time)
    else { return nil }
    let way = FaceState.coordinates(of: place.box) - FaceState.coordinates(of: knot.observation.box)
    let (centre, size) = (place.variance, place.sizeVariance)
    value = knot.smoothed.value + way
    variance = knot.smoothed.variance / knot.smoothed.unit + SIMD4(centre, centre, size, size)
    isSure = place.isSure
  }

  private init(value: SIMD4<Double>, variance: SIMD4<Double>) {
    self.value = value
    self.variance = variance
    isSure = true
  }

  var box: Box {
    Box(
      centerX: value.x, centerY: value.y, width: Elementary.exp(value.z), height: Elementary.exp(value.w))
  }

  /// The mean by inverse variance, or nil where the two do not agree.
  func joined(with other: Whereabouts) -> Whereabouts? {
    let unit = SIMD4((box.width + other.box.width) / 2, (box.height + other.box.height) / 2, 1, 1)
    let apart = (value - other.value) / unit
    let distance = apart * apart / (variance + other.variance)
    guard distance.max() < Self.agreement else { return nil }
    let share = variance / (variance + other.variance)
    return Whereabouts(
      value: value + share * (other.value - value), variance: variance * (1 - share))
  }

  /// Three standard deviations, squared.
  private static let agreement = 9.0
}
