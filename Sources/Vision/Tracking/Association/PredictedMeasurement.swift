import Geometry

/// The predicted measurement of a track and its innovation covariance.
struct PredictedMeasurement {
  let value: SIMD4<Double>
  private let variance: SIMD4<Double>
  /// The logarithm of the innovation covariance's determinant, in face sizes.
  private let spread: Double

  @inline(__always)
  init(_ predicted: FaceState) {
    value = predicted.value
    variance = predicted.variance + MotionModel.measurementNoise * predicted.unit
    spread = PortableMath.log((variance / predicted.unit).product())
  }

  /// The half-width of the gate along x and y for costs below a limit; nil if no box can cost less, as with a
  /// face that was lost for long in fast motion.
  func reach(below limit: Double) -> SIMD2<Double>? {
    // Slightly larger, so that the gate never excludes a pair because of rounding.
    let gate = min(Likelihood.measurementGate, limit - spread + 1e-9)
    return gate > 0 ? (gate * variance.lowHalf).squareRoot() : nil
  }

  /// The cost of assigning a box, given by its coordinates: its normalised innovation squared (NIS) plus the
  /// log-determinant.
  func cost(_ box: SIMD4<Double>) -> Double {
    let innovation = box - value
    let distance = (innovation * innovation / variance).sum()
    guard distance < Likelihood.measurementGate else { return .infinity }
    return distance + spread
  }
}
