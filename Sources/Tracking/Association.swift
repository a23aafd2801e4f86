import Geometry

extension Tracks {
  /// Associate: every observation of an instant goes on with a track or starts one, at the least total cost.
  mutating func associate(_ observations: [Observation], at time: MediaTime, in scene: Range<MediaTime>) {
    let open = open(at: time, in: scene)
    let tracks = open.fresh + open.stale
    var predicted = tracks.map { all[$0].predicted(at: time) }
    let shift = CommonShift.estimate(
      predicted[..<open.fresh.count].lazy.map { $0.box }, observations.map { $0.box })
    for index in predicted.indices { predicted[index].value.lowHalf += shift }

    let boxes = observations.map { FaceState.coordinates(of: $0.box) }
    let candidates = candidates(tracks, predicted, observations, boxes)
    let certain = candidates.certain(
      columns: boxes.count, below: Likelihood.good, margin: Likelihood.apart)
    let matches = Assignment.solve(candidates, columns: boxes.count, alone: Likelihood.apart)
    goOn(tracks, matches, observations, boxes, certain, at: time, in: scene, shift)
    samples.append((time, shift))
    if samples.count > Self.lookback + 1 { samples.removeFirst() }
  }

  /// The tracks that may go on at an instant: those seen in the last sample, and those that were not.
  private func open(at time: MediaTime, in scene: Range<MediaTime>) -> (fresh: [Int], stale: [Int]) {
    let newest = samples.last?.time
    var open: (fresh: [Int], stale: [Int]) = ([], [])
    for index in all.indices where all[index].scene == scene {
      let end = all[index].span.upperBound
      guard time - end <= maxGap else { continue }
      if end == newest { open.fresh.append(index) } else { open.stale.append(index) }
    }
    return open
  }

  /// The costs of each of some tracks going on with each observation.
  private func candidates(
    _ tracks: [Int], _ predicted: [FaceState], _ observations: [Observation], _ boxes: [SIMD4<Double>]
  ) -> Candidates {
    var candidates = Candidates(rows: tracks.count)
    let shelf = Shelf(Array(boxes.indices)) { boxes[$0].lowHalf }
    for (index, state) in zip(tracks, predicted) {
      addPairs(all[index].identity, ExpectedBox(state), shelf, observations, boxes, &candidates)
    }
    return candidates
  }

  /// The costs of a face of an identity going on with the observations on a shelf.
  private func addPairs(
    _ identity: Int64?, _ expected: ExpectedBox, _ shelf: Shelf, _ observations: [Observation],
    _ boxes: [SIMD4<Double>], _ candidates: inout Candidates
  ) {
    defer { candidates.endRow() }
    guard let reach = expected.reach(below: Likelihood.limit(identity)) else { return }
    shelf.forEach(near: expected.value.lowHalf, within: reach) { column in
      let cost = expected.cost(boxes[column])
      let weighed = Likelihood.weighed(cost, identity, observations[column].identity)
      candidates.add(column: column, cost: weighed)
    }
  }

  /// Extends the matched tracks and starts new ones.
  private mutating func goOn(
    _ open: [Int], _ matches: [Int?], _ observations: [Observation], _ boxes: [SIMD4<Double>],
    _ certain: [Int?], at time: MediaTime, in scene: Range<MediaTime>, _ shift: SIMD2<Double>
  ) {
    var isTaken = Array(repeating: false, count: observations.count)
    for (row, index) in open.enumerated() {
      guard let match = matches[row] else { continue }
      isTaken[match] = true
      all[index].extend(
        to: observations[match], boxes[match], at: time, jerk: shift, isCertain: certain[row] == match)
    }
    for (observation, isTaken) in zip(observations, isTaken) where !isTaken {
      all.append(Track(number: newNumber(), observation, at: time, in: scene, jerk: shift))
    }
  }
}
