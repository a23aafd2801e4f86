/// A mean that a minority cannot lead astray, and that is nothing where it may be chance.
///
/// Reweighted from the median on, with Cauchy's weights (P. Holland, R. Welsch, "Robust regression using iteratively
/// reweighted least-squares", 1977), then shrunk by its own variance (W. James, C. Stein, "Estimation with quadratic
/// loss", 1961).
enum RobustMean {
  /// The mean of some values with variances, along each axis; zero for fewer than four.
  ///
  /// - Parameter caution: how many times its variance a mean's square must be to be more than chance.
  static func mean(
    _ values: [SIMD2<Double>], variances: [SIMD2<Double>], caution: Double
  ) -> SIMD2<Double> {
    guard values.count >= least else { return .zero }
    var mean = SIMD2(median(values.map { $0.x }), median(values.map { $0.y }))
    var information = SIMD2<Double>.zero
    for _ in 0..<rounds {
      var sum = SIMD2<Double>.zero
      information = .zero
      for (value, variance) in zip(values, variances) {
        let weight = 1 / (variance + (value - mean) * (value - mean))
        sum += weight * value
        information += weight
      }
      mean = sum / information
    }
    let share = 1 - caution / (information * mean * mean)
    return mean * share.replacing(with: 0, where: .!(share .>= 0))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    // Of both in the middle, so that mirrored values have the mirrored median.
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// Of so many, those that are asked: evenly spread.
  static func some(of count: Int) -> StrideTo<Int> {
    stride(from: 0, to: count, by: max(1, count / electors))
  }

  /// About so many are asked: enough to be sure, in time that does not grow with a crowd.
  private static let electors = 16
  private static let least = 4
  private static let rounds = 3
}
