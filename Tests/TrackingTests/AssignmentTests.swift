import FrameveilTesting
import Testing

@testable import Tracking

@Suite(.blocking) struct AssignmentTests {
  /// The least cost by trying everything.
  private func least(_ costs: [[Double]], _ alone: Double, from row: Int = 0, taken: Set<Int> = []) -> Double
  {
    guard row < costs.count else { return 0 }
    var best = alone + least(costs, alone, from: row + 1, taken: taken)
    for (column, cost) in costs[row].enumerated() where cost < .infinity && !taken.contains(column) {
      best = min(best, cost + least(costs, alone, from: row + 1, taken: taken.union([column])))
    }
    return best
  }

  @Test(arguments: 1...200)
  func `it finds the least cost`(seed: Int) {
    var state = UInt64(seed)
    func chance(_ limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % limit
    }
    let (rows, columns) = (Int(chance(6)), Int(chance(6)))
    let costs = (0..<rows).map { _ in
      (0..<columns).map { _ in chance(3) == 0 ? Double.infinity : Double(chance(40)) - 15 }
    }
    var candidates = Candidates()
    for row in costs {
      for (column, cost) in row.enumerated() { candidates.add(column: column, cost: cost) }
      candidates.endRow()
    }
    let result = Assignment.solve(candidates, columns: columns, alone: 12)
    let total = zip(costs, result).map { row, column in column.map { row[$0] } ?? 12 }.reduce(0, +)
    #expect(total == least(costs, 12))
    #expect(Set(result.compactMap { $0 }).count == result.compactMap { $0 }.count)
  }
}
