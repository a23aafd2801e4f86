import Geometry

/// Assignment costs: -2 ln of a likelihood, in face sizes and seconds, so that they are comparable between
/// small and large faces; infinite outside the gate.
enum Likelihood {
  /// The cost of linking a prediction from the samples before a time and the state estimated from the samples
  /// after it, relative to the cost of the latter starting a track of its own.
  ///
  /// The two-filter form (Fraser, Potter 1969): both are Gaussian in value and rate. `gate` is the squared
  /// Mahalanobis distance from which the cost is infinite.
  @inline(__always)
  static func cost(_ predicted: FaceState, linking later: Tail, within gate: Double) -> Double {
    let newTrackCost = later.newTrackCost
    let later = later.state
    let variance = predicted.variance + later.variance
    let value = later.value - predicted.value
    // An early exit: for most pairs the positions, or the sizes, alone exceed the gate.
    let (squared, bound) = (value * value, variance * gate)
    guard squared.x * bound.y + squared.y * bound.x < bound.x * bound.y else { return .infinity }
    guard squared.z * bound.w + squared.w * bound.z < bound.z * bound.w else { return .infinity }
    let covariance = predicted.covariance + later.covariance
    let rateVariance = predicted.rateVariance + later.rateVariance
    let rate = later.rate - predicted.rate
    let determinant = variance * rateVariance - covariance * covariance
    let cross = covariance * value * rate
    let squares = (rateVariance * value * value - cross - cross + variance * rate * rate) / determinant
    let distance = squares.sum()
    guard distance < gate else { return .infinity }
    return distance + PortableMath.log((determinant / predicted.unit).product()) - newTrackCost
  }

  /// The cost of a tail starting a track of its own: anywhere in the frame, with any usual velocity relative
  /// to the common velocity `commonVelocity`.
  static func newTrackCost(_ later: FaceState, among commonVelocity: SIMD2<Double>) -> Double {
    let own = MotionModel.initialRateVariance * later.unit + later.rateVariance
    let rate = later.rate - SIMD4(lowHalf: commonVelocity, highHalf: .zero)
    return (rate * rate / own).sum() + PortableMath.log(own.product())
  }

  /// An assignment cost adjusted by the detector's identities, which are evidence and not ground truth: equal
  /// ones reduce it, different ones increase it. Infinite if leaving the pair unassigned costs no more.
  static func weighted(_ cost: Double, _ a: Int64?, _ b: Int64?) -> Double {
    guard cost < .infinity else { return .infinity }
    guard let a, let b else { return cost < unassignedCost ? cost : .infinity }
    let weighted = cost + (a == b ? -identityWeight : identityWeight)
    return weighted < unassignedCost ? weighted : .infinity
  }

  /// The largest cost, before the adjustment by identity, at which a pair may still be assigned.
  static func limit(_ identity: Int64?) -> Double {
    identity == nil ? unassignedCost : unassignedCost + identityWeight
  }

  private static let identityWeight = 6.0

  /// The cost of leaving a track unassigned: one track ends and another starts in its place.
  static let unassignedCost = 12.0
  /// The cost below which a pair without a near competitor is unambiguous.
  static let unambiguousCost = 0.0
  /// The 0.9999 quantiles of the chi-squared distribution with four and eight degrees of freedom.
  static let measurementGate = 23.5
  static let linkGate = 31.8
}

extension SIMD4<Double> {
  func product() -> Double { x * y * z * w }
}
