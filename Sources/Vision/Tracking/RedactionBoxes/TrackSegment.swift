import Geometry

/// The smoothed motion of a face from one sample to the next in which it was detected.
final class TrackSegment: Sendable {
  /// The index of the track point at its start; it ends at the next.
  let point: Int
  let start: MediaTime
  let end: MediaTime
  let interpolation: Interpolation
  /// Whether two or more samples were missed in between.
  let isGap: Bool
  /// Whether both sides of a gap are consistent with one face in between: it reappears where it was lost, or
  /// the motion on both sides determines the middle well.
  let isBridged: Bool
  /// For a face that is stationary in image coordinates but not in camera-compensated ones, such as a poster or an
  /// overlay: its image coordinates on both sides of the gap; else nil.
  private let ends: (SIMD4<Double>, SIMD4<Double>)?
  /// The logarithms of the smaller and the larger width and height of both ends.
  private let (least, most): (SIMD2<Double>, SIMD2<Double>)
  /// The marks that the observations on both sides have in common.
  let marks: UInt32

  init(_ points: ArraySlice<TrackPoint>, from point: Int) {
    self.point = point
    (start, end) = (points[point].time, points[point + 1].time)
    let (from, to) = (points[point].smoothed.value.highHalf, points[point + 1].smoothed.value.highHalf)
    (least, most) = (from.replacing(with: to, where: to .< from), from.replacing(with: to, where: to .> from))
    interpolation = Interpolation(points[point], points[point + 1])
    isGap = points[point].isGap(until: points[point + 1])
    marks = points[point].marks(sharedWith: points[point + 1])
    let isReliable =
      !isGap || interpolation.centerDeviation < Self.centerDeviation
      || points[point].reappearsInPlace(points[point + 1])
    ends = isReliable ? nil : points[point].endpointsInImage(points[point + 1])
    isBridged = isReliable || ends != nil
  }

  /// The image coordinates at a time in the gap of such a face; nil for all others.
  func inImageCoordinates(at time: MediaTime) -> SIMD4<Double>? {
    guard let ends else { return nil }
    return ends.0 + (ends.1 - ends.0) * ((time - start).seconds / (end - start).seconds)
  }

  /// The logarithms of width and height within those at both ends: across a long gap, the rates there would lead far
  /// beyond.
  func bounded(_ size: SIMD2<Double>) -> SIMD2<Double> { size.clamped(lowerBound: least, upperBound: most) }

  func contains(_ time: MediaTime) -> Bool { start < time && time < end }

  /// The standard deviation of the centre in the middle, in face sizes, up to which a gap is bridged.
  private static let centerDeviation = 0.7
}

extension TrackPoint {
  /// Whether two or more samples were missed before the next point.
  func isGap(until next: TrackPoint) -> Bool {
    (next.time - time).seconds > Self.gapIntervals * interval.seconds
  }

  /// The marks in common with the next point; none across a gap.
  func marks(sharedWith next: TrackPoint) -> UInt32 {
    isGap(until: next) ? 0 : observation.marks & next.observation.marks
  }

  /// Whether the face reappears where it was lost, in the camera's reference frame.
  fileprivate func reappearsInPlace(_ next: TrackPoint) -> Bool {
    smoothed.box(shiftedBy: .zero).isNear(next.smoothed.box(shiftedBy: .zero))
  }

  /// The coordinates in the video frame here and at the next point, if they are near each other.
  fileprivate func endpointsInImage(_ next: TrackPoint) -> (SIMD4<Double>, SIMD4<Double>)? {
    let (before, after) = (inImageCoordinates, next.inImageCoordinates)
    let areNear = FaceState.box(before, shiftedBy: .zero).isNear(FaceState.box(after, shiftedBy: .zero))
    return areNear ? (before, after) : nil
  }

  /// A span of more than this number of sampling intervals is a gap.
  private static let gapIntervals = 2.5
}

extension Box {
  /// Whether another box is of similar size and less than one width or height away.
  fileprivate func isNear(_ other: Box) -> Bool {
    let size = union(other)
    let ratio = max(height / other.height, other.height / height)
    return size.width < 2 * max(width, other.width) && size.height < 2 * max(height, other.height)
      && ratio < 1.6
  }
}

/// The smoothed state between two samples, from the filtered state at the first and the smoothed state at the
/// second (Rauch, Tung, Striebel 1965), expanded into polynomials of time, since a video has many frames
/// between two samples.
struct Interpolation {
  /// The unit of the coordinates: one face size, squared.
  let unit: SIMD4<Double>
  /// The seconds between the two samples.
  private let span: Double
  /// The filtered state at the first sample: values and rates, and their covariances.
  private let (value, rate): (SIMD4<Double>, SIMD4<Double>)
  private let (variance, covariance, rateVariance): (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>)
  private let (processNoise, positionProcessNoise): (SIMD4<Double>, SIMD4<Double>)
  /// The corrections from the second sample, P'⁻¹ (x - x') of the mean and P'⁻¹ (P - P') P'⁻¹ of the covariance,
  /// where x' and P' are the prediction and x and P the smoothed state.
  private let (valueCorrection, rateCorrection): (SIMD4<Double>, SIMD4<Double>)
  private let varianceCorrection: SIMD4<Double>
  private let covarianceCorrection: SIMD4<Double>
  private let rateVarianceCorrection: SIMD4<Double>

  /// Interpolates between two consecutive track points.
  @inline(__always)
  init(_ first: TrackPoint, _ second: TrackPoint) {
    let from = first.filtered
    span = (second.time - first.time).seconds
    unit = from.unit
    value = from.value
    rate = from.rate
    (variance, covariance, rateVariance) = (from.variance, from.covariance, from.rateVariance)
    (processNoise, positionProcessNoise) = (from.processNoise, MotionModel.positionProcessNoise * unit)

    let (p, s) = (from.predicted(after: span), second.smoothed)
    let determinant = p.determinant
    let (a, b, c) = (p.rateVariance / determinant, -p.covariance / determinant, p.variance / determinant)
    let (valueResidual, rateResidual) = (s.value - p.value, s.rate - p.rate)
    (valueCorrection, rateCorrection) = (
      a * valueResidual + b * rateResidual, b * valueResidual + c * rateResidual
    )
    let (x, y, z) = (s.variance - p.variance, s.covariance - p.covariance, s.rateVariance - p.rateVariance)
    varianceCorrection = a * (a * x + b * y) + b * (a * y + b * z)
    covarianceCorrection = a * (b * x + c * y) + b * (b * y + c * z)
    rateVarianceCorrection = b * (b * x + c * y) + c * (b * y + c * z)
  }

  /// The four coordinates after `t` seconds, and their variances.
  @inline(__always)
  func state(after t: Double) -> (value: SIMD4<Double>, variance: SIMD4<Double>) {
    // The prediction from the first sample, and its covariance with the prediction for the second.
    let linear = covariance + covariance + positionProcessNoise
    let variance = self.variance + (linear + (rateVariance + processNoise * (t / 3)) * t) * t
    let rateCovariance = covariance + (rateVariance + processNoise * (t / 2)) * t
    let valueCovariance = variance + rateCovariance * (span - t)
    let varianceChange =
      valueCovariance
      * (valueCovariance * varianceCorrection + rateCovariance * (covarianceCorrection + covarianceCorrection))
      + rateCovariance * rateCovariance * rateVarianceCorrection
    return (
      value + rate * t + valueCovariance * valueCorrection + rateCovariance * rateCorrection,
      variance + varianceChange
    )
  }

  /// The standard deviation of the centre in the middle of the interval, in face sizes.
  var centerDeviation: Double {
    let middle = state(after: span / 2).variance / unit
    return max(middle.x, middle.y).squareRoot()
  }
}
