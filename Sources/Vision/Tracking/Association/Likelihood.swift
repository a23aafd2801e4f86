import Geometry

/// How likely one face is behind two pieces of knowledge. Costs are -2 ln of a likelihood, in face sizes and
/// seconds, so they can be compared between small and large faces; infinite outside the gate.
enum Likelihood {
  /// The cost of what was predicted from the samples before an instant and what is known from the samples
  /// after it being one face, beyond the cost of the latter being a face of its own.
  ///
  /// The two-filter form (Fraser, Potter 1969): both are Gaussian in value and rate. `gate` is the squared distance
  /// of the two from which on it is infinite.
  @inline(__always)
  static func cost(_ predicted: FaceState, joining later: Tail, within gate: Double) -> Double {
    let alone = later.alone
    let later = later.state
    let variance = predicted.variance + later.variance
    let value = later.value - predicted.value
    // Most pairs are far apart, which their places, or their sizes, alone tell.
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
    return distance + PortableMath.log((determinant / predicted.unit).product()) - alone
  }

  /// The cost of what is known from the samples after an instant being a face of its own, which may be anywhere at any
  /// usual speed in a flow of faces.
  static func alone(_ later: FaceState, among flow: SIMD2<Double>) -> Double {
    let own = Motion.start * later.unit + later.rateVariance
    let rate = later.rate - SIMD4(lowHalf: flow, highHalf: .zero)
    return (rate * rate / own).sum() + PortableMath.log(own.product())
  }

  /// A cost with what identities say, which are evidence and not truth: agreeing ones take from it, differing ones add
  /// to it. Infinite where staying apart costs no more.
  static func weighed(_ cost: Double, _ a: Int64?, _ b: Int64?) -> Double {
    guard cost < .infinity else { return .infinity }
    guard let a, let b else { return cost < unassignedCost ? cost : .infinity }
    let weighed = cost + (a == b ? -evidence : evidence)
    return weighed < unassignedCost ? weighed : .infinity
  }

  /// The cost that a pair must stay below before what an identity may take from it.
  static func limit(_ identity: Int64?) -> Double {
    identity == nil ? unassignedCost : unassignedCost + evidence
  }

  private static let evidence = 6.0

  /// The cost of a track that ends and another that starts in the place of one that goes on.
  static let unassignedCost = 12.0
  /// The cost below which a pair needs no second look if no other comes near.
  static let good = 0.0
  /// The 0.9999 quantiles of the chi-squared distribution with four and eight degrees of freedom.
  static let boxGate = 23.5
  static let joinGate = 31.8
}

extension SIMD4<Double> {
  /// The product of the four lanes.
  func product() -> Double { x * y * z * w }
}
