/// A mean that is robust against a minority of outliers, and zero if it is not significant.
///
/// Iteratively reweighted least squares with Cauchy weights, started from the median (P. Holland, R. Welsch,
/// "Robust regression using iteratively reweighted least-squares", 1977), then shrunk by its own variance (W.
/// James, C. Stein, "Estimation with quadratic loss", 1961).
enum RobustMean {
  /// The mean of values with variances, along each axis; zero for fewer than four values.
  ///
  /// - Parameter shrinkage: the ratio of the squared mean to its variance below which the mean is shrunk to
  ///   zero.
  static func mean(
    _ values: [SIMD2<Double>], variances: [SIMD2<Double>], shrinkage: Double
  ) -> SIMD2<Double> {
    guard values.count >= minCount else { return .zero }
    var mean = SIMD2(median(values.map { $0.x }), median(values.map { $0.y }))
    var information = SIMD2<Double>.zero
    for _ in 0..<iterations {
      var sum = SIMD2<Double>.zero
      information = .zero
      for (value, variance) in zip(values, variances) {
        let weight = 1 / (variance + (value - mean) * (value - mean))
        sum += weight * value
        information += weight
      }
      mean = sum / information
    }
    let share = 1 - shrinkage / (information * mean * mean)
    return mean * share.replacing(with: 0, where: .!(share .>= 0))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    // The mean of both middle values, so that mirrored values have the mirrored median.
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// An evenly spaced subset of `count` indices.
  static func subset(of count: Int) -> StrideTo<Int> {
    stride(from: 0, to: count, by: max(1, count / subsetSize))
  }

  /// The approximate size of a subset: enough for a reliable estimate, at a cost that does not grow with the
  /// number of faces.
  private static let subsetSize = 16
  private static let minCount = 4
  private static let iterations = 3
}
