/// Assigns rows to columns at the least total cost, where a row may also stay alone at a price.
///
/// Shortest augmenting paths with potentials: R. Jonker, A. Volgenant, "A shortest augmenting path algorithm
/// for dense and sparse linear assignment problems", Computing 38 (1987). Exact; O(rows² columns).
struct Assignment {
  private let columns: Int
  private let costs: [Double]
  private let alone: Double
  private var rowPotential: [Double]
  private var columnPotential: [Double]
  private var rowOf: [Int?]
  private var columnOf: [Int?]

  /// Solves for row-major `costs` (infinite where a pair is out of the question).
  ///
  /// - Returns: for each row its column, or nil where staying alone at the cost `alone` is part of the least
  ///   total.
  static func solve(rows: Int, columns: Int, costs: [Double], alone: Double) -> [Int?] {
    var problem = Assignment(rows: rows, columns: columns, costs: costs, alone: alone)
    for row in 0..<rows { problem.augment(from: row) }
    return problem.columnOf
  }

  private init(rows: Int, columns: Int, costs: [Double], alone: Double) {
    self.columns = columns
    self.costs = costs
    self.alone = alone
    rowPotential = Array(repeating: 0, count: rows)
    columnPotential = Array(repeating: 0, count: columns)
    rowOf = Array(repeating: nil, count: columns)
    columnOf = Array(repeating: nil, count: rows)
  }

  /// One Dijkstra search from a free row over reduced costs; it ends at a free column, or at a row that is
  /// cheaper left alone.
  private mutating func augment(from start: Int) {
    var search = Search(columns: columns)
    var row = start
    var base = 0.0
    while true {
      search.consider(leaving: row, at: base + alone - rowPotential[row])
      for column in 0..<columns where !search.isScanned[column] {
        let reduced = costs[row * columns + column] - rowPotential[row] - columnPotential[column]
        search.consider(column, from: row, at: base + reduced)
      }
      guard let column = search.nearest() else { return finish(search, start, endingAt: nil) }
      guard let next = rowOf[column] else { return finish(search, start, endingAt: column) }
      search.isScanned[column] = true
      search.scanned.append(column)
      base = search.distance[column]
      row = next
    }
  }

  /// Adjusts the potentials and flips the path that the search found.
  private mutating func finish(_ search: Search, _ start: Int, endingAt free: Int?) {
    let length = free.map { search.distance[$0] } ?? search.leavingCost
    rowPotential[start] += length
    for column in search.scanned {
      let slack = length - search.distance[column]
      columnPotential[column] -= slack
      if let row = rowOf[column] { rowPotential[row] += slack }
    }
    var column = free ?? columnOf[search.leaving]
    if free == nil { columnOf[search.leaving] = nil }
    while let current = column {
      let row = search.previous[current]
      column = columnOf[row]
      columnOf[row] = current
      rowOf[current] = row
      if row == start { return }
    }
  }
}

/// The state of one search for a shortest augmenting path.
private struct Search {
  var distance: [Double]
  var previous: [Int]
  var isScanned: [Bool]
  var scanned: [Int] = []
  var leaving = 0
  var leavingCost = Double.infinity

  init(columns: Int) {
    distance = Array(repeating: .infinity, count: columns)
    previous = Array(repeating: 0, count: columns)
    isScanned = Array(repeating: false, count: columns)
  }

  mutating func consider(leaving row: Int, at cost: Double) {
    guard cost < leavingCost else { return }
    leavingCost = cost
    leaving = row
  }

  mutating func consider(_ column: Int, from row: Int, at cost: Double) {
    guard cost < distance[column] else { return }
    distance[column] = cost
    previous[column] = row
  }

  /// The nearest column not scanned yet, or nil when leaving a row alone is nearer.
  func nearest() -> Int? {
    var best: Int?
    var least = leavingCost
    for column in distance.indices where !isScanned[column] && distance[column] < least {
      least = distance[column]
      best = column
    }
    return best
  }
}
