import Geometry

/// The shift that most faces share between what was predicted for an instant and what is seen there: the
/// camera's jerk, which no face's own past foretells.
///
/// Every pair of a prediction and a box votes for the shift between them; right pairs agree, wrong ones
/// scatter (a Hough transform: P. Hough 1962).
struct GlobalTranslation {
  private var votes = Array(repeating: 0, count: Self.side * Self.side)
  private var sums = Array(repeating: SIMD2<Double>.zero, count: Self.side * Self.side)
  /// A cell's width and height.
  private let cell: SIMD2<Double>

  /// The shift in ratios of the picture, or zero where fewer than four faces, or too few of them, agree on one.
  ///
  /// Few of the predictions are looked at, so they may be lazy.
  static func estimate<Boxes: RandomAccessCollection<Box>>(_ predicted: Boxes, _ seen: [Box]) -> SIMD2<Double>
  where Boxes.Index == Int {
    guard predicted.count >= 4, seen.count >= 4 else { return .zero }
    let voting = RobustMean.some(of: predicted.count).map { predicted[$0] }
    let least = max(4, min(voting.count, seen.count) * 6 / 10)
    let cell = cell(seen)
    // Mostly there is none, which is told without a ballot: those around no shift are enough.
    let still = voting.reduce(0) { still, from in
      still + seen.count { shift(from, $0, within: 1.5 * cell) != nil }
    }
    guard still < least else { return .zero }
    var ballot = GlobalTranslation(cell: cell)
    for from in voting {
      for to in seen { ballot.vote(from, to) }
    }
    return ballot.winner(atLeast: max(least, still * 3 / 2 + 1))
  }

  private init(cell: SIMD2<Double>) { self.cell = cell }

  /// How large a cell is: half a median box.
  private static func cell(_ seen: [Box]) -> SIMD2<Double> {
    let some = RobustMean.some(of: seen.count).map { seen[$0] }
    let (widths, heights) = (some.map { $0.width }.sorted(), some.map { $0.height }.sorted())
    return 0.5 * SIMD2(widths[some.count / 2], heights[some.count / 2])
  }

  /// How far a box is from another that may be the same face's, if that is less than `reach`.
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

  /// The mean shift around the cell with the most votes, if these are enough.
  private func winner(atLeast least: Int) -> SIMD2<Double> {
    var best = (votes: least - 1, sum: SIMD2<Double>.zero)
    for row in 1..<Self.side - 1 {
      for column in 1..<Self.side - 1 {
        let here = around(row, column)
        if here.votes > best.votes { best = here }
      }
    }
    return best.sum / Double(best.votes)
  }

  /// Votes and summed shifts of a cell and its eight neighbours.
  private func around(_ row: Int, _ column: Int) -> (votes: Int, sum: SIMD2<Double>) {
    var total = (votes: 0, sum: SIMD2<Double>.zero)
    for r in row - 1...row + 1 {
      for cell in (r * Self.side + column - 1)...(r * Self.side + column + 1) {
        total.votes += votes[cell]
        total.sum += sums[cell]
      }
    }
    return total
  }

  /// How many cells there are each way: six boxes.
  private static let reach = 12
  private static let side = 2 * reach + 1
}
