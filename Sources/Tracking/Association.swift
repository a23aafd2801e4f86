import Geometry

extension Tracks {
  /// Associate: every observation of an instant goes on with a track or starts one, at the least total cost.
  mutating func associate(_ observations: [Observation], at time: MediaTime, in scene: Range<MediaTime>) {
    let open = all.indices.filter { isOpen(all[$0], at: time, in: scene) }
    var predicted = open.map { all[$0].predicted(at: time, motion) }
    let shift = jerk(open, predicted, observations)
    for index in predicted.indices { predicted[index].value += shift }

    let boxes = observations.map { FaceState.coordinates(of: $0.box) }
    let shelf = Shelf(boxes.map { $0.x })
    var candidates = Candidates()
    for (index, state) in zip(open, predicted) {
      defer { candidates.endRow() }
      let identity = all[index].identity
      let expected = ExpectedBox(state, motion)
      guard let reach = expected.reach(below: Likelihood.limit(identity)) else { continue }
      for position in shelf.near(state.value.x, within: reach) {
        let column = shelf[position]
        let cost = expected.cost(boxes[column])
        guard cost < .infinity else { continue }
        let evidence = Likelihood.cost(identity, observations[column].identity)
        guard cost + evidence < Likelihood.apart else { continue }
        candidates.add(column: column, cost: cost + evidence)
      }
    }
    let matches = Assignment.solve(candidates, columns: boxes.count, alone: Likelihood.apart)
    goOn(open, matches, observations, at: time, in: scene, shift)
    samples.append((time, shift))
    if samples.count > Self.lookback + 1 { samples.removeFirst() }
  }

  /// Whether a track may go on at an instant.
  private func isOpen(_ track: Track, at time: MediaTime, in scene: Range<MediaTime>) -> Bool {
    track.scene == scene && time - track.span.upperBound <= maxGap
  }

  /// The camera's jerk: what the faces seen in the last sample have in common.
  private func jerk(_ open: [Int], _ predicted: [FaceState], _ observations: [Observation]) -> SIMD4<Double> {
    guard let newest = samples.last?.time else { return .zero }
    let fresh = open.indices.filter { all[open[$0]].span.upperBound == newest }
    return CommonShift.estimate(fresh.lazy.map { predicted[$0].box }, observations.map { $0.box })
  }

  /// Extends the matched tracks and starts new ones.
  private mutating func goOn(
    _ open: [Int], _ matches: [Int?], _ observations: [Observation], at time: MediaTime,
    in scene: Range<MediaTime>, _ shift: SIMD4<Double>
  ) {
    var isTaken = Array(repeating: false, count: observations.count)
    for (index, match) in zip(open, matches) {
      guard let match else { continue }
      isTaken[match] = true
      all[index].extend(to: observations[match], at: time, jerk: shift, motion)
    }
    for (observation, isTaken) in zip(observations, isTaken) where !isTaken {
      all.append(Track(number: newNumber(), observation, at: time, in: scene, jerk: shift, motion))
    }
  }
}
