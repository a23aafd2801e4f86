import FrameveilTesting
import Testing
@testable import Tracking

@Suite(.blocking) struct AssignmentTests {
  /// The minimum cost by exhaustive search.
  private func minimumCost(
    _ costs: [[Double]], _ unassignedCost: Double, from row: Int = 0, taken: Set<Int> = []
  )
    -> Double
  {
    guard row < costs.count else { return 0 }
    var best = unassignedCost + minimumCost(costs, unassignedCost, from: row + 1, taken: taken)
    for (column, cost) in costs[row].enumerated() where cost < .infinity && !taken.contains(column) {
      best = min(best, cost + minimumCost(costs, unassignedCost, from: row + 1, taken: taken.union([column])))
    }
    return best
  }

  /// A random cost matrix of up to five rows and columns; half of the pairs are admissible.
  private func costs(seed: Int) -> [[Double]] {
    var state = UInt64(seed)
    func chance(_ limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % limit
    }
    let (rows, columns) = (Int(chance(6)), Int(chance(6)))
    return (0..<rows).map { _ in
      (0..<columns).map { _ in chance(6) < 3 ? Double(chance(40)) - 15 : .infinity }
    }
  }

  @Test func `a pair is unambiguous if no other of its row or column costs nearly as little`() {
    var candidates = Candidates(rows: 7)
    let rows: [[(column: Int, cost: Double)]] = [
      [(0, -5)], [(1, -5), (2, 4)], [(2, -5)], [(3, 1)], [(4, -5), (5, 2)], [(5, -9), (4, 6.5)], [(5, 4)],
    ]
    for row in rows {
      for pair in row { candidates.add(column: pair.column, cost: pair.cost) }
      candidates.endRow()
    }
    #expect(candidates.unambiguous(columns: 7, below: 0, margin: 7) == [0, 1, 2, nil, 4, 5, nil])
    #expect(candidates.unambiguous(columns: 7, below: 2, margin: 7) == [0, 1, 2, 3, 4, 5, nil])
    #expect(candidates.unambiguous(columns: 7, below: 0, margin: 10) == [0, nil, nil, nil, nil, 5, nil])
    #expect(candidates.unambiguous(columns: 7, below: 0, margin: 12) == [0, nil, nil, nil, nil, nil, nil])
  }

  @Test(arguments: 1...200)
  func `the assignment has minimum cost`(seed: Int) {
    let costs = costs(seed: seed)
    let columns = costs.first?.count ?? 0
    var candidates = Candidates(rows: costs.count)
    for row in costs {
      for (column, cost) in row.enumerated() { candidates.add(column: column, cost: cost) }
      candidates.endRow()
    }
    let result = Assignment.solve(candidates, columns: columns, unassignedCost: 12)
    let total = zip(costs, result).map { row, column in column.map { row[$0] } ?? 12 }.reduce(0, +)
    #expect(total == minimumCost(costs, 12))
    #expect(Set(result.compactMap { $0 }).count == result.compactMap { $0 }.count)
  }
}
