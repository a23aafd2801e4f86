import Geometry

/// Where a face is expected to be seen: the predicted measurement and its innovation covariance.
struct PredictedMeasurement {
  let value: SIMD4<Double>
  private let variance: SIMD4<Double>
  /// What the spread alone costs.
  private let spread: Double

  @inline(__always)
  init(_ predicted: FaceState) {
    value = predicted.value
    variance = predicted.variance + Motion.noise * predicted.unit
    spread = PortableMath.log((variance / predicted.unit).product())
  }

  /// How far aside and up or down a box may lie that costs less than a limit; nil where none does, as with a face lost
  /// for long in fast motion.
  func reach(below limit: Double) -> SIMD2<Double>? {
    // A little more, so that rounding decides nothing here.
    let gate = min(Likelihood.boxGate, limit - spread + 1e-9)
    return gate > 0 ? (gate * variance.lowHalf).squareRoot() : nil
  }

  /// The cost of seeing the face in a box, given by its coordinates.
  func cost(_ box: SIMD4<Double>) -> Double {
    let innovation = box - value
    let distance = (innovation * innovation / variance).sum()
    guard distance < Likelihood.boxGate else { return .infinity }
    return distance + spread
  }
}
