import Geometry

/// The smoothed state between two samples, from the filtered state at the first and the smoothed state at the
/// second (Rauch, Tung, Striebel 1965), expanded into polynomials of time, since a video has many frames
/// between two samples.
struct Interpolation {
  /// The unit of the coordinates: one face size, squared.
  let unit: SIMD4<Double>
  private let span: Double
  /// The filtered state at the first sample: values and rates, and their covariances.
  private let (value, slope): (SIMD4<Double>, SIMD4<Double>)
  private let (variance, covariance, rateVariance): (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>)
  private let (processNoise, positionProcessNoise): (SIMD4<Double>, SIMD4<Double>)
  /// The correction from the second sample: P'⁻¹ (x - x') and P'⁻¹ (P - P') P'⁻¹, where x' and P' are the
  /// prediction and x and P the smoothed state.
  private let (toValue, toRate): (SIMD4<Double>, SIMD4<Double>)
  private let (less, lessBoth, lessRate): (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>)

  /// Interpolates between two consecutive track points.
  @inline(__always)
  init(_ first: TrackPoint, _ second: TrackPoint) {
    let from = first.filtered
    span = (second.time - first.time).seconds
    unit = from.unit
    value = from.value
    slope = from.rate
    (variance, covariance, rateVariance) = (from.variance, from.covariance, from.rateVariance)
    (processNoise, positionProcessNoise) = (from.processNoise, MotionModel.positionProcessNoise * unit)

    let (p, s) = (from.predicted(after: span), second.smoothed)
    let determinant = p.determinant
    let (a, b, c) = (p.rateVariance / determinant, -p.covariance / determinant, p.variance / determinant)
    let (value, rate) = (s.value - p.value, s.rate - p.rate)
    (toValue, toRate) = (a * value + b * rate, b * value + c * rate)
    let (x, y, z) = (s.variance - p.variance, s.covariance - p.covariance, s.rateVariance - p.rateVariance)
    less = a * (a * x + b * y) + b * (a * y + b * z)
    lessBoth = a * (b * x + c * y) + b * (b * y + c * z)
    lessRate = b * (b * x + c * y) + c * (b * y + c * z)
  }

  /// The four coordinates after `t` seconds, and their variances.
  @inline(__always)
  func state(after t: Double) -> (value: SIMD4<Double>, variance: SIMD4<Double>) {
    // The prediction from the first sample, and its covariance with the prediction for the second.
    let rest = covariance + covariance + positionProcessNoise
    let variance = self.variance + (rest + (rateVariance + processNoise * (t / 3)) * t) * t
    let withRate = covariance + (rateVariance + processNoise * (t / 2)) * t
    let withValue = variance + withRate * (span - t)
    let gained =
      withValue * (withValue * less + withRate * (lessBoth + lessBoth)) + withRate * withRate * lessRate
    return (value + slope * t + withValue * toValue + withRate * toRate, variance + gained)
  }

  /// The standard deviation of the centre in the middle of the interval, in face sizes.
  var centerDeviation: Double {
    let middle = state(after: span / 2).variance / unit
    return max(middle.x, middle.y).squareRoot()
  }
}
