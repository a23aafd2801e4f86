import Geometry

/// The translation that most faces share between their predictions and the boxes of a sample: a sudden camera
/// motion, which no track predicts.
///
/// Every pair of a prediction and a box votes for the shift between them; correct pairs agree, wrong ones
/// scatter (a Hough transform: P. Hough 1962).
struct GlobalTranslation {
  private var votes = Array(repeating: 0, count: Self.side * Self.side)
  private var sums = Array(repeating: SIMD2<Double>.zero, count: Self.side * Self.side)
  /// The size of an accumulator cell.
  private let cell: SIMD2<Double>

  /// The shift in ratios of the frame size; zero if there are fewer than four faces, or if too few of them
  /// agree.
  ///
  /// Only a subset of the predictions is evaluated, so the collection may be lazy.
  static func estimate<Boxes: RandomAccessCollection<Box>>(_ predicted: Boxes, _ seen: [Box]) -> SIMD2<Double>
  where Boxes.Index == Int {
    guard predicted.count >= 4, seen.count >= 4 else { return .zero }
    let voting = RobustMean.some(of: predicted.count).map { predicted[$0] }
    let least = max(4, min(voting.count, seen.count) * 6 / 10)
    let cell = cellSize(seen)
    // An early exit without an accumulator: usually there is no translation, and enough pairs agree on zero.
    let still = voting.reduce(0) { still, from in
      still + seen.count { shift(from, $0, within: 1.5 * cell) != nil }
    }
    guard still < least else { return .zero }
    var accumulator = GlobalTranslation(cell: cell)
    for from in voting {
      for to in seen { accumulator.vote(from, to) }
    }
    return accumulator.peak(atLeast: max(least, still * 3 / 2 + 1))
  }

  private init(cell: SIMD2<Double>) { self.cell = cell }

  /// The size of a cell: half the median box.
  private static func cellSize(_ seen: [Box]) -> SIMD2<Double> {
    let some = RobustMean.some(of: seen.count).map { seen[$0] }
    let (widths, heights) = (some.map { $0.width }.sorted(), some.map { $0.height }.sorted())
    return 0.5 * SIMD2(widths[some.count / 2], heights[some.count / 2])
  }

  /// The shift from one box to another of similar size, if it is less than `reach`.
  @inline(__always)
  private static func shift(_ from: Box, _ to: Box, within reach: SIMD2<Double>) -> SIMD2<Double>? {
    let shift = SIMD2(to.centerX - from.centerX, to.centerY - from.centerY)
    guard abs(shift.x) < reach.x, abs(shift.y) < reach.y else { return nil }
    guard to.height < 1.5 * from.height, from.height < 1.5 * to.height else { return nil }
    return shift
  }

  private mutating func vote(_ from: Box, _ to: Box) {
    guard let shift = Self.shift(from, to, within: Double(Self.reach) * cell) else { return }
    let column = Int((shift.x / cell.x).rounded()) + Self.reach
    let row = Int((shift.y / cell.y).rounded()) + Self.reach
    votes[row * Self.side + column] += 1
    sums[row * Self.side + column] += shift
  }

  /// The mean shift around the cell with the most votes, if there are at least `least`.
  private func peak(atLeast least: Int) -> SIMD2<Double> {
    var best = (votes: least - 1, sum: SIMD2<Double>.zero)
    for row in 1..<Self.side - 1 {
      for column in 1..<Self.side - 1 {
        let here = neighbourhood(row, column)
        if here.votes > best.votes { best = here }
      }
    }
    return best.sum / Double(best.votes)
  }

  /// The votes and summed shifts of a cell and its eight neighbours.
  private func neighbourhood(_ row: Int, _ column: Int) -> (votes: Int, sum: SIMD2<Double>) {
    var total = (votes: 0, sum: SIMD2<Double>.zero)
    for r in row - 1...row + 1 {
      for cell in (r * Self.side + column - 1)...(r * Self.side + column + 1) {
        total.votes += votes[cell]
        total.sum += sums[cell]
      }
    }
    return total
  }

  /// The number of cells in each direction: six boxes.
  private static let reach = 12
  private static let side = 2 * reach + 1
}

/// A mean that is robust against a minority of outliers, and zero if it is not significant.
///
/// Iteratively reweighted least squares with Cauchy weights, started from the median (P. Holland, R. Welsch,
/// "Robust regression using iteratively reweighted least-squares", 1977), then shrunk by its own variance (W.
/// James, C. Stein, "Estimation with quadratic loss", 1961).
enum RobustMean {
  /// The mean of values with variances, along each axis; zero for fewer than four values.
  ///
  /// - Parameter caution: the ratio of the squared mean to its variance below which the mean is shrunk to
  ///   zero.
  static func mean(
    _ values: [SIMD2<Double>], variances: [SIMD2<Double>], shrinkage: Double
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
    let share = 1 - shrinkage / (information * mean * mean)
    return mean * share.replacing(with: 0, where: .!(share .>= 0))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    // The mean of both middle values, so that mirrored values have the mirrored median.
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// An evenly spaced subset of `count` indices.
  static func some(of count: Int) -> StrideTo<Int> {
    stride(from: 0, to: count, by: max(1, count / subsetSize))
  }

  /// The approximate size of a subset: enough for a reliable estimate, at a cost that does not grow with the
  /// number of faces.
  private static let subsetSize = 16
  private static let least = 4
  private static let rounds = 3
}
