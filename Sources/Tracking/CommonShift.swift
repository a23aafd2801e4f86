import Geometry

/// The shift that most faces share between what was predicted for an instant and what is seen there: the
/// camera's jerk, which no face's own past foretells.
///
/// Every pair of a prediction and a box votes for the shift between them; right pairs agree, wrong ones
/// scatter (a Hough transform: P. Hough 1962).
struct CommonShift {
  private var votes: [Int]
  private var sums: [(x: Double, y: Double)]
  private let unit: (width: Double, height: Double)

  /// The shift in ratios of the picture, or zero where fewer than four faces, or too few of them, agree on one.
  ///
  /// Few of the predictions are looked at, so they may be lazy.
  static func estimate<Boxes: RandomAccessCollection<Box>>(_ predicted: Boxes, _ seen: [Box]) -> SIMD2<Double>
  where Boxes.Index == Int {
    guard predicted.count >= 4, seen.count >= 4 else { return .zero }
    var ballot = CommonShift(seen)
    let voting = some(of: predicted.count)
    for index in voting {
      let from = predicted[index]
      for to in seen { ballot.vote(from, to) }
    }
    return ballot.winner(atLeast: max(4, min(voting.underestimatedCount, seen.count) * 6 / 10))
  }

  private init(_ seen: [Box]) {
    votes = Array(repeating: 0, count: Self.side * Self.side)
    sums = Array(repeating: (0, 0), count: Self.side * Self.side)
    let some = Self.some(of: seen.count).map { seen[$0] }
    unit = (
      some.map { $0.width }.sorted()[some.count / 2] * Self.cell,
      some.map { $0.height }.sorted()[some.count / 2] * Self.cell
    )
  }

  private mutating func vote(_ from: Box, _ to: Box) {
    let (x, y) = (to.centerX - from.centerX, to.centerY - from.centerY)
    let reach = Double(Self.reach)
    guard abs(x) < reach * unit.width, abs(y) < reach * unit.height else { return }
    guard to.height < 1.5 * from.height, from.height < 1.5 * to.height else { return }
    let column = Int((x / unit.width).rounded()) + Self.reach
    let row = Int((y / unit.height).rounded()) + Self.reach
    let cell = row * Self.side + column
    votes[cell] += 1
    sums[cell].x += x
    sums[cell].y += y
  }

  /// The mean shift around the cell with the most votes, if these clearly outnumber those for no shift.
  private func winner(atLeast least: Int) -> SIMD2<Double> {
    let still = around(Self.reach, Self.reach).votes
    guard still < least else { return .zero }
    var best = (votes: max(least, still * 3 / 2 + 1) - 1, x: 0.0, y: 0.0)
    for row in 1..<Self.side - 1 {
      for column in 1..<Self.side - 1 {
        let here = around(row, column)
        if here.votes > best.votes { best = here }
      }
    }
    let count = Double(best.votes)
    return SIMD2(best.x / count, best.y / count)
  }

  /// Votes and summed shifts of a cell and its eight neighbours.
  private func around(_ row: Int, _ column: Int) -> (votes: Int, x: Double, y: Double) {
    var total = (votes: 0, x: 0.0, y: 0.0)
    for r in row - 1...row + 1 {
      for c in column - 1...column + 1 {
        let cell = r * Self.side + c
        total.votes += votes[cell]
        total.x += sums[cell].x
        total.y += sums[cell].y
      }
    }
    return total
  }

  /// Of so many, those that are asked: evenly spread.
  private static func some(of count: Int) -> StrideTo<Int> {
    stride(from: 0, to: count, by: max(1, count / electors))
  }

  /// About so many predictions vote, and as many boxes tell how large a cell is: enough to be sure, in time that does
  /// not grow with the square of a crowd.
  private static let electors = 16
  /// Cells are half a box wide and high, and reach six boxes each way.
  private static let cell = 0.5
  private static let reach = 12
  private static let side = 2 * reach + 1
}
