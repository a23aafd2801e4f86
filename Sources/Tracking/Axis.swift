/// What is known of one coordinate: its value and rate, jointly Gaussian.
///
/// The unit is the coordinate's own (a ratio of the picture, or the logarithm of one); rates are per second.
struct Axis: Equatable, Sendable {
  var value: Double
  var rate: Double
  /// Variance of the value.
  var valueVariance: Double
  /// Covariance of value and rate.
  var covariance: Double
  /// Variance of the rate.
  var rateVariance: Double

  /// A coordinate seen once: the rate is unknown around zero.
  init(measured: Double, noise: Double, rateVariance: Double) {
    value = measured
    rate = 0
    valueVariance = noise
    covariance = 0
    self.rateVariance = rateVariance
  }

  /// Predict: constant rate, driven by white acceleration of spectral density `agitation` (unit²/s³) and a
  /// white rate of density `wander` (unit²/s).
  ///
  /// Bar-Shalom, Li, Kirubarajan, "Estimation with Applications to Tracking and Navigation" (2001), 6.2.2.
  func predicted(after span: Double, agitation: Double, wander: Double) -> Axis {
    var next = self
    let drift = covariance + span * rateVariance
    next.value += span * rate
    next.valueVariance += span * (covariance + drift) + agitation * span * span * span / 3 + wander * span
    next.covariance = drift + agitation * span * span / 2
    next.rateVariance += agitation * span
    return next
  }

  /// Update: the coordinate was measured with a noise variance (Kalman 1960).
  func updated(measured: Double, noise: Double) -> Axis {
    let innovation = measured - value
    let gain = valueVariance / (valueVariance + noise)
    let rateGain = covariance / (valueVariance + noise)
    var next = self
    next.value += gain * innovation
    next.rate += rateGain * innovation
    next.valueVariance = (1 - gain) * valueVariance
    next.rateVariance -= rateGain * covariance
    next.covariance = (1 - gain) * covariance
    return next
  }

  /// The squared Mahalanobis distance of a measurement, and the variance of the innovation.
  func distance(to measured: Double, noise: Double) -> (squared: Double, variance: Double) {
    let variance = valueVariance + noise
    let innovation = measured - value
    return (innovation * innovation / variance, variance)
  }
}

extension Axis {
  /// Smooth: what was known here (`self`, filtered) once the next instant is known better than it had been
  /// `predicted` from here (Rauch, Tung, Striebel 1965).
  func smoothed(after span: Double, predicted: Axis, next: Axis) -> Axis {
    // gain = P Fᵀ P'⁻¹ with F = [1 span; 0 1]
    let (a, b) = (valueVariance + span * covariance, covariance)
    let (c, d) = (covariance + span * rateVariance, rateVariance)
    let determinant = predicted.determinant
    guard determinant > 0 else { return self }
    let g00 = (a * predicted.rateVariance - b * predicted.covariance) / determinant
    let g01 = (b * predicted.valueVariance - a * predicted.covariance) / determinant
    let g10 = (c * predicted.rateVariance - d * predicted.covariance) / determinant
    let g11 = (d * predicted.valueVariance - c * predicted.covariance) / determinant

    let (value, rate) = (next.value - predicted.value, next.rate - predicted.rate)
    let valueGrowth = next.valueVariance - predicted.valueVariance
    let covarianceGrowth = next.covariance - predicted.covariance
    let rateGrowth = next.rateVariance - predicted.rateVariance
    let (h00, h01) = (
      g00 * valueGrowth + g01 * covarianceGrowth, g00 * covarianceGrowth + g01 * rateGrowth
    )
    let (h10, h11) = (
      g10 * valueGrowth + g11 * covarianceGrowth, g10 * covarianceGrowth + g11 * rateGrowth
    )
    var result = self
    result.value += g00 * value + g01 * rate
    result.rate += g10 * value + g11 * rate
    result.valueVariance += h00 * g00 + h01 * g01
    result.covariance += h00 * g10 + h01 * g11
    result.rateVariance += h10 * g10 + h11 * g11
    return result
  }

  /// The determinant of the covariance matrix.
  var determinant: Double { valueVariance * rateVariance - covariance * covariance }
}
