import Geometry

/// The tails that start at one time. A class, since every head refers to it: its arrays are retained once.
final class Tracklets {
  let time: MediaTime
  private let bucketGrid: BucketGrid
  /// The largest position variance of any tail, along each axis.
  private var largestVariance = SIMD2<Double>.zero
  /// The highest cost of one of them starting a track of its own.
  private var highestNewTrackCost = -Double.infinity

  init(_ columns: [Int], of tails: [Tail], at time: MediaTime) {
    self.time = time
    bucketGrid = BucketGrid(columns) { tails[$0].state.value.lowHalf }
    for column in columns {
      let variance = tails[column].state.variance.lowHalf
      largestVariance = largestVariance.replacing(with: variance, where: variance .> largestVariance)
      highestNewTrackCost = max(highestNewTrackCost, tails[column].newTrackCost)
    }
  }

  /// Adds the linking costs of a head with these tails.
  func addLinks(from head: Head, _ tails: [Tail], _ candidates: inout Candidates) {
    let predicted = head.state.predicted(after: (time - head.time).seconds)
    // The larger the head's covariance, the smaller the gate, or the less likely the tail must be a track of
    // its own.
    let spread = (predicted.determinant / predicted.unit).product()
    let free = Likelihood.limit(head.identity) - PortableMath.logFloor(spread)
    guard free + highestNewTrackCost > 0 else { return }
    let gate = min(Likelihood.linkGate, free + highestNewTrackCost)
    let reach = ((predicted.variance.lowHalf + largestVariance) * gate).squareRoot()
    bucketGrid.forEach(near: predicted.value.lowHalf, within: reach) { column in
      let gate = min(Likelihood.linkGate, free + tails[column].newTrackCost)
      let cost = Likelihood.cost(predicted, linking: tails[column], within: gate)
      guard cost < .infinity, tails[column].scene == head.scene else { return }
      let weighted = Likelihood.weighted(cost, head.identity, tails[column].identity)
      candidates.add(column: column, cost: weighted)
    }
  }
}
