import Geometry

/// The tails that start at one instant. A class, since every head looks at them: its arrays are counted as one.
final class Starts {
  let time: MediaTime
  /// The camera's jerk at it.
  let shift: SIMD4<Double>
  let columns: [Int]
  private let shelf: Shelf
  /// The greatest variances of a tail's place.
  private var widest = SIMD2<Double>.zero
  /// The greatest and the least variances of their rates, and their greatest rates, squared.
  private var loosest = SIMD4<Double>.zero
  private var tightest = SIMD4(repeating: Double.infinity)
  private var fastest = SIMD4<Double>.zero

  /// Some tails that start at an instant, in their places.
  init(
    _ columns: [Int], of tails: [Tail], _ places: [SIMD4<Double>], at time: MediaTime, shift: SIMD4<Double>
  ) {
    self.columns = columns
    self.time = time
    self.shift = shift
    shelf = Shelf(columns, of: places)
    for column in columns {
      let (rate, variance) = (tails[column].state.rate, tails[column].state.rateVariance)
      widest = widest.larger(tails[column].state.variance.lowHalf)
      (loosest, tightest) = (loosest.larger(variance), -(-tightest).larger(-variance))
      fastest = fastest.larger(rate * rate)
    }
  }

  /// At most the spread, which is part of the cost, of a face's going on with any of them: great for a face lost for
  /// long.
  func leastSpread(_ predicted: FaceState) -> Double {
    let unit = predicted.unit
    let path = predicted.variance * predicted.rateVariance - predicted.covariance * predicted.covariance
    return Elementary.logFloor((path / (unit * (Motion.start * unit + loosest))).product())
  }

  /// What the own motion of any of them takes off the cost at most.
  func own(_ predicted: FaceState) -> Double { (fastest / (Motion.start * predicted.unit + tightest)).sum() }

  /// The costs of a head going on with them.
  func addJoints(from head: Head, _ tails: [Tail], _ candidates: inout Candidates) {
    let span = (time - head.time).seconds
    let (place, variance) = head.state.centre(after: span, jerk: shift)
    let farthest = ((variance + widest) * Likelihood.joinReach).squareRoot()
    // Most heads are far from all tails that start later than at the cut, which their places alone tell.
    guard shelf.hasAny(near: place, within: farthest) else { return }
    let state = head.state.predicted(after: span, jerk: shift)
    let limit = Likelihood.limit(head.identity)
    let free = limit - leastSpread(state) + own(state)
    guard free > 0 else { return }
    let gate = min(Likelihood.joinReach, free)
    shelf.forEach(near: place, within: ((variance + widest) * gate).squareRoot()) { column in
      let cost = Likelihood.cost(state, joining: tails[column].state, below: limit, within: gate)
      guard cost < .infinity, tails[column].scene == head.scene else { return }
      let weighed = Likelihood.weighed(cost, head.identity, tails[column].identity)
      candidates.add(column: column, cost: weighed)
    }
  }
}

extension SIMD where Scalar: Comparable {
  /// The larger of each lane.
  @inline(__always)
  fileprivate func larger(_ other: Self) -> Self { replacing(with: other, where: other .> self) }
}
