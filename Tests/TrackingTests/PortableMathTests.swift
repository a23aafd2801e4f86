import FrameveilTesting
import Testing
@testable import Tracking

@Suite(.blocking) struct PortableMathTests {
  @Test(arguments: [1e-5, 0.01, 0.5, 0.999, 1, 1.0001, 1.4142135, 1.4142136, 2, 10, 12345.678])
  func `the exponential inverts the logarithm`(value: Double) {
    let both = PortableMath.exp(SIMD2(PortableMath.log(value), -PortableMath.log(value)))
    #expect(abs(both.x / value - 1) < 1e-14 && abs(both.y * value - 1) < 1e-14)
  }

  @Test func `exponentials of all values are finite`() {
    for value in [-1e300, -.infinity, -700, 700, 1e300, .infinity, .nan] {
      let one = PortableMath.exp(SIMD2(value, 0))
      #expect(one.x > 0 && one.x < .infinity && one.y == 1)
    }
  }

  @Test(arguments: [(2.0, 0.6931471805599453), (10, 2.302585092994046), (1, 0), (0.1, -2.302585092994046)])
  func `logarithms`(value: Double, logarithm: Double) {
    #expect(abs(PortableMath.log(value) - logarithm) < 1e-15)
  }

  @Test(arguments: [1e-5, 0.01, 0.5, 0.999, 1, 1.0001, 1.4142135, 1.4142136, 1.9999999, 2, 10, 12345.678])
  func `logFloor is a lower bound, at most ln 2 below the logarithm`(value: Double) {
    let above = PortableMath.log(value) - PortableMath.logFloor(value)
    #expect((0...0.6931471805599454).contains(above))
  }

  @Test(arguments: [
    (0.5, 0.0), (0.9, 1.2815515655446004), (0.975, 1.959963984540054), (0.999, 3.090232306167813),
  ])
  func `normal quantiles`(probability: Double, quantile: Double) {
    #expect(abs(PortableMath.probit(probability) - quantile) < 1e-8)
  }
}
