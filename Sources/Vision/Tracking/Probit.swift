extension PortableMath {
  /// The standard normal quantile for probabilities in 0.5..<1, to about 1e-9 of its value.
  ///
  /// P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function" (2003).
  static func probit(_ probability: Double) -> Double {
    let middle = probability - 0.5
    guard probability > 0.97575 else {
      let square = middle * middle
      return middle * horner(middleAbove, square) / horner(middleBelow, square)
    }
    let tail = (-2 * log(1 - probability)).squareRoot()
    return -horner(tailAbove, tail) / horner(tailBelow, tail)
  }

  private static func horner(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reduce(0) { $0 * x + $1 }
  }

  private static let middleAbove = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.3577518672690, -30.66479806614716,
    2.506628277459239,
  ]
  private static let middleBelow = [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
  ]
  private static let tailAbove = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ]
  private static let tailBelow = [
    0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1,
  ]
}
