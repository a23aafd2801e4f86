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
    let voters = RobustMean.subset(of: predicted.count).map { predicted[$0] }
    let minVotes = max(4, min(voters.count, seen.count) * 6 / 10)
    let cell = cellSize(seen)
    // An early exit without an accumulator: usually there is no translation, and enough pairs agree on zero.
    let stationaryVotes = voters.reduce(0) { stationaryVotes, from in
      stationaryVotes + seen.count { shift(from, $0, within: 1.5 * cell) != nil }
    }
    guard stationaryVotes < minVotes else { return .zero }
    var accumulator = GlobalTranslation(cell: cell)
    for from in voters {
      for to in seen { accumulator.vote(from, to) }
    }
    return accumulator.peak(atLeast: max(minVotes, stationaryVotes * 3 / 2 + 1))
  }

  private init(cell: SIMD2<Double>) { self.cell = cell }

  /// The size of a cell: half the median box.
  private static func cellSize(_ seen: [Box]) -> SIMD2<Double> {
    let boxes = RobustMean.subset(of: seen.count).map { seen[$0] }
    let (widths, heights) = (boxes.map { $0.width }.sorted(), boxes.map { $0.height }.sorted())
    return 0.5 * SIMD2(widths[boxes.count / 2], heights[boxes.count / 2])
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

  /// The mean shift around the cell with the most votes, if there are at least `minVotes`.
  private func peak(atLeast minVotes: Int) -> SIMD2<Double> {
    var best = (votes: minVotes - 1, sum: SIMD2<Double>.zero)
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
