import Geometry

/// Camera motion, estimated from the common motion of the faces.
///
/// Tracks are filtered in a reference frame that moves with the camera: a position there plus the camera
/// shift is a position in the video frame. So camera motion does not appear as a face's own velocity: a face
/// that is missed moves on with the others, and a new face starts with their motion.
struct Camera: Sendable {
  /// The estimate at a sample.
  struct Sample: Equatable, Sendable {
    let time: MediaTime
    /// The accumulated displacement of the static scene, in ratios of the frame size.
    var shift = SIMD2<Double>.zero
    /// The common velocity of the faces in the reference frame, in ratios of the frame size per second.
    var commonVelocity = SIMD2<Double>.zero
  }

  /// The camera shift at a time.
  struct Offset: Sendable {
    let shift: SIMD2<Double>
    /// The variance of the shift, along each axis.
    var variance = SIMD2<Double>.zero
  }

  /// In order of time.
  private var cameraSamples: [Sample] = []
  /// The velocity of the shift at the last sample, in ratios of the frame size per second.
  private var speed = SIMD2<Double>.zero

  /// The predicted shift at a time after the last sample of a scene: constant velocity.
  func predictedShift(at time: MediaTime, in scene: Range<MediaTime>) -> SIMD2<Double> {
    guard let last = cameraSamples.last else { return .zero }
    return last.shift + speed(in: scene) * (time - last.time).seconds
  }

  /// The velocity of the shift at the last sample; zero if that was in another scene.
  func speed(in scene: Range<MediaTime>) -> SIMD2<Double> {
    cameraSamples.last.map { $0.time >= scene.lowerBound } ?? false ? speed : .zero
  }

  /// Adds a sample, and updates the velocity by its innovation.
  mutating func note(_ cameraSample: Sample, in scene: Range<MediaTime>) {
    if let last = cameraSamples.last {
      let innovation = cameraSample.shift - predictedShift(at: cameraSample.time, in: scene)
      speed = speed(in: scene) + innovation * (Self.innovationGain / Self.span(last, cameraSample))
    }
    cameraSamples.append(cameraSample)
  }

  /// Drops the samples on which no shift from a time on depends.
  mutating func forget(before time: MediaTime) {
    let passed = cameraSamples.prefix { $0.time <= time }.count
    if passed > 2 { cameraSamples.removeFirst(passed - 2) }
  }

  /// The shift at a time in a scene: a cubic spline between two samples, linear extrapolation elsewhere.
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

  /// The cubic between a sample and the one before it (E. Catmull, R. Rom, "A class of local interpolating
  /// splines", 1974). The variance grows with the curvature: a camera that shakes moves between two samples
  /// in ways that they do not show.
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
      variance: bends * (curvatureVariance * reach * reach))
  }

  /// The slope at a sample: that of the parabola through its neighbours.
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

  /// The seconds between two samples, at least `minSpan`: samples of two interleaved responses may be so
  /// close that their difference says nothing about the camera's velocity.
  private static func span(_ a: Sample, _ b: Sample) -> Double { max(minSpan, (b.time - a.time).seconds) }

  private static let minSpan = 0.02
  /// The share of the innovation that updates the velocity; the rest is attributed to a shake that has ended.
  private static let innovationGain = 0.8
  /// The variance in the middle between two samples, in squares of the deviation of the cubic from its chord.
  private static let curvatureVariance = 4.0
}
