/// The admissible row-column pairs of an assignment problem, row by row (compressed sparse rows).
struct Candidates {
  private(set) var starts = [0]
  private(set) var columns: [Int] = []
  private(set) var costs: [Double] = []

  /// No pairs yet; reserves capacity for about this number of rows.
  init(rows: Int) {
    starts.reserveCapacity(rows + 1)
    columns.reserveCapacity(2 * rows)
    costs.reserveCapacity(2 * rows)
  }

  /// Adds a pair to the current row; an infinite cost means that the pair is gated out.
  mutating func add(column: Int, cost: Double) {
    guard cost < .infinity else { return }
    columns.append(column)
    costs.append(cost)
  }

  mutating func endRow() { starts.append(columns.count) }

  /// The indices of a row's pairs.
  fileprivate func pairs(of row: Int) -> Range<Int> { starts[row]..<starts[row + 1] }

  /// The total cost of an assignment.
  func cost(of matches: [Int?], unassignedCost: Double) -> Double {
    matches.indices.reduce(0) { sum, row in
      let pair = pairs(of: row).first { columns[$0] == matches[row] }
      return sum + (pair.map { costs[$0] } ?? unassignedCost)
    }
  }

  /// For each row, the column of an unambiguous pair: it costs less than a limit, and every other pair of its
  /// row or column costs more than it by at least a margin. Otherwise nil.
  func unambiguous(columns count: Int, below limit: Double, margin: Double) -> [Int?] {
    var cheapest = Array(repeating: (first: Double.infinity, second: Double.infinity), count: count)
    for (column, cost) in zip(columns, costs) {
      let first = cheapest[column].first
      cheapest[column] = (min(first, cost), min(max(first, cost), cheapest[column].second))
    }
    return starts.indices.dropLast().map { row in
      var (nearest, first, second) = (-1, Double.infinity, Double.infinity)
      for pair in pairs(of: row) {
        second = min(max(first, costs[pair]), second)
        if costs[pair] < first { (nearest, first) = (columns[pair], costs[pair]) }
      }
      guard first < limit, cheapest[nearest].first == first else { return nil }
      return min(second, cheapest[nearest].second) >= first + margin ? nearest : nil
    }
  }
}

/// Minimum-cost assignment of rows to columns, in which a row may stay unassigned at a fixed cost.
///
/// Shortest augmenting paths with dual potentials over the admissible pairs only: R. Jonker, A. Volgenant, "A
/// shortest augmenting path algorithm for dense and sparse linear assignment problems", Computing 38 (1987).
/// Exact.
struct Assignment {
  private let candidates: Candidates
  private let unassignedCost: Double
  private var rowPotential: [Double]
  private var columnPotential: [Double]
  private var rowOf: [Int]
  private var columnOf: [Int]
  private var search: Search

  /// Solves the assignment of the pairs in `candidates`.
  ///
  /// - Returns: for each row its column, or nil if the row is unassigned in the optimum.
  static func solve(_ candidates: Candidates, columns: Int, unassignedCost: Double) -> [Int?] {
    var problem = Assignment(candidates, columns: columns, unassignedCost: unassignedCost)
    for row in problem.columnOf.indices where !problem.settles(row) { problem.augment(from: row) }
    return problem.columnOf.map { $0 < 0 ? nil : $0 }
  }

  private init(_ candidates: Candidates, columns: Int, unassignedCost: Double) {
    let rows = candidates.starts.count - 1
    self.candidates = candidates
    self.unassignedCost = unassignedCost
    rowPotential = Array(repeating: 0, count: rows)
    columnPotential = Array(repeating: 0, count: columns)
    rowOf = Array(repeating: -1, count: columns)
    columnOf = Array(repeating: -1, count: rows)
    search = Search(columns: columns)
  }

  /// Greedy initialisation: most rows need no search, since their cheapest column is free, or it is cheapest
  /// to leave them unassigned.
  private mutating func settles(_ row: Int) -> Bool {
    var (cheapest, lowestCost) = (-1, unassignedCost)
    for pair in candidates.pairs(of: row) {
      let reduced = candidates.costs[pair] - columnPotential[candidates.columns[pair]]
      if reduced < lowestCost { (cheapest, lowestCost) = (candidates.columns[pair], reduced) }
    }
    guard cheapest < 0 || rowOf[cheapest] < 0 else { return false }
    rowPotential[row] = lowestCost
    columnOf[row] = cheapest
    if cheapest >= 0 { rowOf[cheapest] = row }
    return true
  }

  /// One Dijkstra search from a free row over reduced costs; it ends at a free column, or at a row that is
  /// cheaper left unassigned.
  private mutating func augment(from start: Int) {
    search.clear()
    var row = start
    var base = 0.0
    while true {
      search.consider(leaving: row, at: base + unassignedCost - rowPotential[row])
      for pair in candidates.pairs(of: row) {
        let column = candidates.columns[pair]
        let reduced = candidates.costs[pair] - rowPotential[row] - columnPotential[column]
        search.consider(column, from: row, at: base + reduced)
      }
      let column = search.scanNearest()
      guard column >= 0, rowOf[column] >= 0 else { return finish(start, endingAt: column) }
      base = search.distance[column]
      row = rowOf[column]
    }
  }

  /// Updates the potentials and augments along the path that the search found.
  private mutating func finish(_ start: Int, endingAt free: Int) {
    let length = free >= 0 ? search.distance[free] : search.leavingCost
    rowPotential[start] += length
    for column in search.scanned where column != free {
      let slack = length - search.distance[column]
      columnPotential[column] -= slack
      rowPotential[rowOf[column]] += slack
    }
    var column = free >= 0 ? free : columnOf[search.leaving]
    if free < 0 { columnOf[search.leaving] = -1 }
    while column >= 0 {
      let row = search.previous[column]
      let next = columnOf[row]
      columnOf[row] = column
      rowOf[column] = row
      column = row == start ? -1 : next
    }
  }
}

/// The state of one search for a shortest augmenting path.
private struct Search {
  private(set) var distance: [Double]
  private(set) var previous: [Int]
  private(set) var scanned: [Int] = []
  private var isScanned: [Bool]
  private(set) var leaving = 0
  private(set) var leavingCost = Double.infinity
  /// All columns with a finite distance.
  private var reached: [Int] = []

  init(columns: Int) {
    distance = Array(repeating: .infinity, count: columns)
    previous = Array(repeating: -1, count: columns)
    isScanned = Array(repeating: false, count: columns)
  }

  /// Resets the state; only the columns that the last search reached are touched.
  mutating func clear() {
    for column in reached {
      distance[column] = .infinity
      isScanned[column] = false
    }
    reached.removeAll(keepingCapacity: true)
    scanned.removeAll(keepingCapacity: true)
    leavingCost = .infinity
  }

  mutating func consider(leaving row: Int, at cost: Double) {
    guard cost < leavingCost else { return }
    leavingCost = cost
    leaving = row
  }

  mutating func consider(_ column: Int, from row: Int, at cost: Double) {
    // A scanned column is final: rounding must not lead the path back into the tree. A column that is no
    // nearer than leaving a row unassigned is never reached.
    guard cost < leavingCost, cost < distance[column], !isScanned[column] else { return }
    if distance[column] == .infinity { reached.append(column) }
    distance[column] = cost
    previous[column] = row
  }

  /// Adds the nearest column that is not in the tree to it; returns -1 if leaving a row unassigned is nearer.
  mutating func scanNearest() -> Int {
    var (nearest, shortest) = (-1, leavingCost)
    for column in reached where distance[column] < shortest && !isScanned[column] {
      (nearest, shortest) = (column, distance[column])
    }
    guard nearest >= 0 else { return -1 }
    scanned.append(nearest)
    isScanned[nearest] = true
    return nearest
  }
}
