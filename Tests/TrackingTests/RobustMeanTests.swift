import FrameveilTesting
import Testing
@testable import Tracking

@Suite(.blocking) struct RobustMeanTests {
  private func mean(_ values: [Double], deviation: Double = 0.01, shrinkage: Double = 1) -> Double {
    RobustMean.mean(
      values.map { SIMD2($0, -2 * $0) },
      variances: values.map { _ in SIMD2(repeating: deviation * deviation) }, shrinkage: shrinkage
    ).x
  }

  @Test(arguments: [[1, 1.01, 0.99, 1, 5], [1, 1, 1.02, 0.98, -3, 4], [-7, 1.01, 1, 0.99, 1, 1, -8]])
  func `a minority of outliers does not bias the mean`(values: [Double]) {
    #expect(abs(mean(values) - 1) < 0.01)
    #expect(abs(mean(values.map { -$0 }) + mean(values)) < 1e-12)
  }

  @Test func `an insignificant mean is zero`() {
    #expect(mean([0.01, -0.01, 0.012, -0.008, 0.003]) == 0)
    #expect(mean([0.01, 0.01, 0.01, 0.01], shrinkage: 9) == 0)
    #expect(mean([0.1, 0.11, 0.09, 0.1], shrinkage: 9) > 0.08)
  }

  @Test(arguments: [0, 1, 2, 3])
  func `the mean of fewer than four values is zero`(count: Int) {
    #expect(mean(Array(repeating: 1, count: count)) == 0)
  }

  @Test(arguments: [0, 1, 15, 16, 31, 32, 100, 5000])
  func `the subset of a large collection is small`(count: Int) {
    let subset = Array(RobustMean.subset(of: count))
    #expect(subset.count == min(count, subset.count) && subset.count < 32 && subset.allSatisfy { $0 < count })
    #expect(count == 0 || subset.count >= min(count, 16))
  }
}
