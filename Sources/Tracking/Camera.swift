import Geometry

/// Where the camera looks, as far as faces tell: what their motion has in common is the picture's.
///
/// Tracks are followed in a frame of reference that moves with the picture. So a camera's motion is nobody's own: who is
/// missed has moved on with those who are seen, and who comes in moves as they do.
struct Camera: Sendable {
  /// A sampled instant, and what it told.
  struct Stop: Equatable, Sendable {
    let time: MediaTime
    /// Where the picture's corner was, in ratios of the picture; that of the first is the origin.
    var place = SIMD2<Double>.zero
    /// How fast faces move on the whole, apart from the picture, in its ratios per second.
    var flow = SIMD2<Double>.zero
  }

  /// Where it looks at an instant.
  struct Aim: Sendable {
    let place: SIMD2<Double>
    /// The variance of the place, along each axis.
    var variance = SIMD2<Double>.zero
  }

  /// In order of time.
  private var stops: [Stop] = []
  /// How fast it was moving at the last, in ratios of the picture per second.
  private var speed = SIMD2<Double>.zero

  /// Where it is expected to look at an instant of a scene after the last stop.
  func expected(at time: MediaTime, in scene: Range<MediaTime>) -> SIMD2<Double> {
    guard let last = stops.last else { return .zero }
    return last.place + speed(in: scene) * (time - last.time).seconds
  }

  /// How fast it is taken to move: as at the last stop, if that was in the scene.
  func speed(in scene: Range<MediaTime>) -> SIMD2<Double> {
    stops.last.map { $0.time >= scene.lowerBound } ?? false ? speed : .zero
  }

  /// Notes what an instant of a scene after the last stop told.
  mutating func note(_ stop: Stop, in scene: Range<MediaTime>) {
    if let last = stops.last {
      let surprise = (stop.place - expected(at: stop.time, in: scene)) / (stop.time - last.time).seconds
      speed = speed(in: scene) + Self.trust * surprise
    }
    stops.append(stop)
  }

  /// Forgets the stops on which no aim from an instant on depends.
  mutating func forget(before time: MediaTime) {
    let passed = stops.prefix { $0.time <= time }.count
    if passed > 2 { stops.removeFirst(passed - 2) }
  }

  /// Where it looks at an instant of a scene: between two stops on a cubic, elsewhere straight on.
  func aim(at time: MediaTime, in scene: Range<MediaTime>) -> Aim {
    let start = stops.firstIndex { $0.time >= scene.lowerBound } ?? stops.endIndex
    let stops = stops[start...].prefix { $0.time < scene.upperBound }
    guard let next = stops.firstIndex(where: { $0.time > time }), next > stops.startIndex else {
      guard let end = time < stops.first?.time ?? time ? stops.first : stops.last else {
        return Aim(place: self.stops.last?.place ?? .zero)
      }
      let slope = Self.slope(stops, at: time < end.time ? stops.startIndex : stops.endIndex - 1)
      return Aim(place: end.place + slope * (time - end.time).seconds)
    }
    return Self.aim(stops, before: next, at: time)
  }

  /// On the cubic between a stop and the one before it (E. Catmull, R. Rom, "A class of local interpolating splines",
  /// 1974). The more it bends the less it is known: a camera that shakes does more between two stops than they tell.
  private static func aim(_ stops: ArraySlice<Stop>, before next: Int, at time: MediaTime) -> Aim {
    let (a, b) = (stops[next - 1], stops[next])
    let span = (b.time - a.time).seconds
    let part = (time - a.time).seconds / span
    let chord = (b.place - a.place) / span
    let (leaving, arriving) = (slope(stops, at: next - 1) - chord, slope(stops, at: next) - chord)
    let reach = part * (1 - part) * span
    let bends = leaving * leaving + arriving * arriving
    return Aim(
      place: a.place + (b.place - a.place) * part + (leaving * (1 - part) - arriving * part) * reach,
      variance: bends * (doubt * reach * reach))
  }

  /// How fast it moves at a stop: that of the parabola through its neighbours.
  private static func slope(_ stops: ArraySlice<Stop>, at index: Int) -> SIMD2<Double> {
    func chord(_ index: Int) -> (slope: SIMD2<Double>, span: Double) {
      let span = (stops[index + 1].time - stops[index].time).seconds
      return ((stops[index + 1].place - stops[index].place) / span, span)
    }
    let before = index > stops.startIndex ? chord(index - 1) : nil
    let after = index + 1 < stops.endIndex ? chord(index) : nil
    guard let before, let after else { return before?.slope ?? after?.slope ?? .zero }
    return (before.slope * after.span + after.slope * before.span) / (before.span + after.span)
  }

  /// The share of a surprise at a stop that is taken for a change of speed, and not for a shake that is over.
  private static let trust = 0.8
  /// The variance at the middle between two stops, in squares of what the cubic bends there.
  private static let doubt = 4.0
}
