import Geometry

/// Which tracks a sample's boxes continue: the exact global optimum over the pairs that motion allows.
enum Association {
  /// Matches tracks to the observations of an instant.
  ///
  /// - Returns: for each track the index of its observation, or nil.
  static func match(
    _ tracks: [Track], _ observations: [Observation], at time: MediaTime, _ motion: Motion
  ) -> [Int?] {
    guard !observations.isEmpty else { return Array(repeating: nil, count: tracks.count) }
    var costs: [Double] = []
    costs.reserveCapacity(tracks.count * observations.count)
    for track in tracks {
      let state = track.last.filtered.predicted(after: (time - track.last.time).seconds, motion)
      for observation in observations {
        costs.append(cost(state, track.last.observation, observation, motion))
      }
    }
    return Assignment.solve(
      rows: tracks.count, columns: observations.count, costs: costs, alone: aloneCost)
  }

  /// The cost of a pair: the negative logarithm of the likelihood that the predicted face is seen in the box,
  /// in box sizes; infinite outside the gate.
  private static func cost(
    _ state: FaceState, _ last: Observation, _ observation: Observation, _ motion: Motion
  ) -> Double {
    guard let fit = state.fit(observation.box, motion), fit.distance < gate else { return .infinity }
    var cost = fit.distance + fit.spread
    if let a = last.identity, let b = observation.identity { cost += a == b ? -identityBonus : identityBonus }
    return cost
  }

  /// The 0.9999 quantile of the chi-squared distribution with four degrees of freedom.
  private static let gate = 23.5
  /// What it costs to end one track and start another.
  private static let aloneCost = 45.0
  private static let identityBonus = 4.0
}

extension FaceState {
  /// How well a box fits this prediction: the squared Mahalanobis distance over the four coordinates, and the
  /// logarithm of the spread of the prediction, in box sizes.
  func fit(_ box: Box, _ motion: Motion) -> (distance: Double, spread: Double)? {
    let (w, h) = size
    guard box.width > 0, box.height > 0 else { return nil }
    let noise = motion.centreNoise * motion.centreNoise
    let sizeNoise = motion.sizeNoise * motion.sizeNoise
    let x = x.distance(to: box.centerX, noise: noise * w * w)
    let y = y.distance(to: box.centerY, noise: noise * h * h)
    let near = x.squared + y.squared
    guard near < 40 else { return nil }
    let width = width.distance(to: Elementary.log(box.width), noise: sizeNoise)
    let height = height.distance(to: Elementary.log(box.height), noise: sizeNoise)
    let spread = x.variance / (w * w) * (y.variance / (h * h)) * width.variance * height.variance
    return (near + width.squared + height.squared, Elementary.log(spread) - 4 * Elementary.log(noise))
  }
}
