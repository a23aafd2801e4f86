import Geometry

/// The tails that start at one instant. A class, since every head looks at them: its arrays are counted as one.
final class Starts {
  let time: MediaTime
  /// The camera's jerk at it.
  let shift: SIMD2<Double>
  let columns: [Int]
  private let shelf: Shelf
  /// The greatest variances of a tail's place.
  private var widest = SIMD2<Double>.zero
  /// The highest cost of one of them being a face of its own.
  private var dearest = -Double.infinity

  /// Some tails that start at an instant, in their places.
  init(
    _ columns: [Int], of tails: [Tail], _ places: [SIMD4<Double>], at time: MediaTime, shift: SIMD2<Double>
  ) {
    self.columns = columns
    self.time = time
    self.shift = shift
    shelf = Shelf(columns, of: places)
    for column in columns {
      let variance = tails[column].state.variance.lowHalf
      widest = widest.replacing(with: variance, where: variance .> widest)
      dearest = max(dearest, tails[column].alone)
    }
  }

  /// What it costs a face at least to go on with any of them: much for a face lost for long.
  func leastCost(_ predicted: FaceState) -> Double {
    Elementary.logFloor(predicted.determinant.product()) - dearest
  }

  /// The costs of a head going on with them.
  func addJoints(from head: Head, _ tails: [Tail], _ candidates: inout Candidates) {
    let predicted = head.state.predicted(after: (time - head.time).seconds, jerk: shift)
    let free = Likelihood.limit(head.identity) - leastCost(predicted)
    guard free > 0 else { return }
    let reach = ((predicted.variance.lowHalf + widest) * min(Likelihood.joinGate, free)).squareRoot()
    shelf.forEach(near: predicted.value.lowHalf, within: reach) { column in
      let gate = min(Likelihood.joinGate, free - (dearest - tails[column].alone))
      let cost = Likelihood.cost(predicted, joining: tails[column], within: gate)
      guard cost < .infinity, tails[column].scene == head.scene else { return }
      let weighed = Likelihood.weighed(cost, head.identity, tails[column].identity)
      candidates.add(column: column, cost: weighed)
    }
  }
}
