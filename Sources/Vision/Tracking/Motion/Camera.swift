import Geometry

/// How the camera moves the picture, as far as faces tell: what their motion has in common is the camera's.
///
/// Tracks are followed in a frame of reference that moves so, too: a place there and the camera's shift make a place in
/// the picture. So a camera's motion is nobody's own: who is missed has moved on with those who are seen, and who comes
/// in moves as they do.
struct Camera: Sendable {
  /// A sampled instant, and what it told.
  struct Sample: Equatable, Sendable {
    let time: MediaTime
    /// How far what stands has moved through the picture, in its ratios.
    var shift = SIMD2<Double>.zero
    /// How fast faces move on the whole in the frame of reference, in ratios of the picture per second.
    var flow = SIMD2<Double>.zero
  }

  /// Its shift at an instant.
  struct Offset: Sendable {
    let shift: SIMD2<Double>
    /// The variance of that, along each axis.
    var variance = SIMD2<Double>.zero
  }

  /// In order of time.
  private var cameraSamples: [Sample] = []
  /// How fast the shift was growing at the last, in ratios of the picture per second.
  private var speed = SIMD2<Double>.zero

  /// The shift that is expected at an instant of a scene after the last stop.
  func expected(at time: MediaTime, in scene: Range<MediaTime>) -> SIMD2<Double> {
    guard let last = cameraSamples.last else { return .zero }
    return last.shift + speed(in: scene) * (time - last.time).seconds
  }

  /// How fast the shift is taken to grow: as at the last stop, if that was in the scene.
  func speed(in scene: Range<MediaTime>) -> SIMD2<Double> {
    cameraSamples.last.map { $0.time >= scene.lowerBound } ?? false ? speed : .zero
  }

  /// Notes what an instant of a scene after the last stop told.
  mutating func note(_ cameraSample: Sample, in scene: Range<MediaTime>) {
    if let last = cameraSamples.last {
      let normalizedInnovation = cameraSample.shift - expected(at: cameraSample.time, in: scene)
      speed = speed(in: scene) + normalizedInnovation * (Self.trust / Self.span(last, cameraSample))
    }
    cameraSamples.append(cameraSample)
  }

  /// Forgets the stops on which no aim from an instant on depends.
  mutating func forget(before time: MediaTime) {
    let passed = cameraSamples.prefix { $0.time <= time }.count
    if passed > 2 { cameraSamples.removeFirst(passed - 2) }
  }

  /// Its shift at an instant of a scene: between two stops on a cubic, elsewhere straight on.
  func offset(at time: MediaTime, in scene: Range<MediaTime>) -> Offset {
    let start = cameraSamples.firstIndex { $0.time >= scene.lowerBound } ?? cameraSamples.endIndex
    let cameraSamples = cameraSamples[start...].prefix { $0.time < scene.upperBound }
    guard let next = cameraSamples.firstIndex(where: { $0.time > time }), next > cameraSamples.startIndex
    else {
      guard let end = time < cameraSamples.first?.time ?? time ? cameraSamples.first : cameraSamples.last
      else {
        return Offset(shift: self.cameraSamples.last?.shift ?? .zero)
      }
      let slope = Self.slope(
        cameraSamples, at: time < end.time ? cameraSamples.startIndex : cameraSamples.endIndex - 1)
      return Offset(shift: end.shift + slope * (time - end.time).seconds)
    }
    return Self.offset(cameraSamples, before: next, at: time)
  }

  /// On the cubic between a stop and the one before it (E. Catmull, R. Rom, "A class of local interpolating splines",
  /// 1974). The more it bends the less it is known: a camera that shakes does more between two stops than they tell.
  private static func offset(_ cameraSamples: ArraySlice<Sample>, before next: Int, at time: MediaTime)
    -> Offset
  {
    let (a, b) = (cameraSamples[next - 1], cameraSamples[next])
    let span = (b.time - a.time).seconds
    let part = (time - a.time).seconds / span
    let chord = (b.shift - a.shift) / span
    let (leaving, arriving) = (
      slope(cameraSamples, at: next - 1) - chord, slope(cameraSamples, at: next) - chord
    )
    let reach = part * (1 - part) * span
    let bends = leaving * leaving + arriving * arriving
    return Offset(
      shift: a.shift + (b.shift - a.shift) * part + (leaving * (1 - part) - arriving * part) * reach,
      variance: bends * (doubt * reach * reach))
  }

  /// How fast the shift grows at a stop: that of the parabola through its neighbours.
  private static func slope(_ cameraSamples: ArraySlice<Sample>, at index: Int) -> SIMD2<Double> {
    func chord(_ index: Int) -> (slope: SIMD2<Double>, span: Double) {
      let (a, b) = (cameraSamples[index], cameraSamples[index + 1])
      return ((b.shift - a.shift) / span(a, b), span(a, b))
    }
    let before = index > cameraSamples.startIndex ? chord(index - 1) : nil
    let after = index + 1 < cameraSamples.endIndex ? chord(index) : nil
    guard let before, let after else { return before?.slope ?? after?.slope ?? .zero }
    return (before.slope * after.span + after.slope * before.span) / (before.span + after.span)
  }

  /// The seconds between two stops; instants that lie closer than a camera can tell, as those of answers of two kinds
  /// may, tell nothing of its speed.
  private static func span(_ a: Sample, _ b: Sample) -> Double { max(shortest, (b.time - a.time).seconds) }

  private static let shortest = 0.02
  /// The share of a surprise at a stop that is taken for a change of speed, and not for a shake that is over.
  private static let trust = 0.8
  /// The variance at the middle between two stops, in squares of what the cubic bends there.
  private static let doubt = 4.0
}
