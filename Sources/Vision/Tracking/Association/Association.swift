import Geometry

extension Tracks {
  /// Associate: every observation of an instant goes on with a track or starts one, at the least total cost.
  mutating func associate(_ observations: [Observation], at time: MediaTime, in scene: Range<MediaTime>) {
    let open = open(at: time, in: scene)
    let tracks = open.fresh + open.stale
    let predicted = tracks.map { all[$0].predicted(at: time) }
    var pairing = pairing(tracks, predicted, fresh: open.fresh.count, observations, at: time, in: scene)
    let seen = pairing.matches[..<open.fresh.count].indices.filter { pairing.matches[$0] != nil }
    let witnesses = RobustMean.some(of: seen.count).map { seen[$0] }
    pairing.move(by: drift(pairing, predicted, witnesses))
    let flow = flow(predicted, witnesses, camera.speed(in: scene))
    let cameraSample = Camera.Sample(time: time, shift: pairing.shift, flow: flow)
    camera.note(cameraSample, in: scene)
    goOn(tracks, pairing, observations, at: cameraSample, in: scene)
    samples.append(time)
    if samples.count > Self.lookback + 1 { samples.removeFirst() }
  }

  /// How tracks and observations pair best where the camera went on as expected, or jerked if that explains better what
  /// is seen.
  private func pairing(
    _ tracks: [Int], _ predicted: [FaceState], fresh: Int, _ observations: [Observation], at time: MediaTime,
    in scene: Range<MediaTime>
  ) -> Pairing {
    func pairing(_ shift: SIMD2<Double>) -> Pairing {
      let boxes = observations.map { FaceState.coordinates(of: $0.box, shiftedBy: shift) }
      return Pairing(shift, boxes, candidates(tracks, predicted, observations, boxes))
    }
    let shift = camera.expected(at: time, in: scene)
    let displacement = GlobalTranslation.estimate(
      predicted[..<fresh].lazy.map { $0.box(shiftedBy: shift) }, observations.map { $0.box })
    let (steady, jerked) = (pairing(shift), displacement == .zero ? nil : pairing(shift + displacement))
    if let jerked, jerked.cost + Likelihood.unassignedCost < steady.cost { return jerked }
    return steady
  }

  /// By how much some tracks are seen aside of where they were predicted together: the camera's, not theirs.
  private func drift(_ pairing: Pairing, _ predicted: [FaceState], _ witnesses: [Int]) -> SIMD2<Double> {
    let seen = witnesses.compactMap { row in
      pairing.matches[row].map { (state: predicted[row], box: pairing.boxes[$0]) }
    }
    return RobustMean.mean(
      seen.map { ($0.box - $0.state.value).lowHalf },
      variances: seen.map { ($0.state.variance + Motion.noise * $0.state.unit).lowHalf }, caution: 1)
  }

  /// How fast faces move on the whole, apart from a camera of some speed: they stand if that may be.
  private func flow(
    _ predicted: [FaceState], _ witnesses: [Int], _ speed: SIMD2<Double>
  ) -> SIMD2<Double> {
    RobustMean.mean(
      witnesses.map { predicted[$0].rate.lowHalf + speed },
      variances: witnesses.map { predicted[$0].rateVariance.lowHalf }, caution: 4) - speed
  }

  /// The tracks that may go on at an instant: those seen in the last sample, and those that were not.
  private func open(at time: MediaTime, in scene: Range<MediaTime>) -> (fresh: [Int], stale: [Int]) {
    let newest = samples.last
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
    let bucketGrid = BucketGrid(Array(boxes.indices)) { boxes[$0].lowHalf }
    for (index, state) in zip(tracks, predicted) {
      addPairs(all[index].identity, PredictedMeasurement(state), bucketGrid, observations, boxes, &candidates)
    }
    return candidates
  }

  /// The costs of a face of an identity going on with the observations on a shelf.
  private func addPairs(
    _ identity: Int64?, _ expected: PredictedMeasurement, _ bucketGrid: BucketGrid,
    _ observations: [Observation],
    _ boxes: [SIMD4<Double>], _ candidates: inout Candidates
  ) {
    defer { candidates.endRow() }
    guard let reach = expected.reach(below: Likelihood.limit(identity)) else { return }
    bucketGrid.forEach(near: expected.value.lowHalf, within: reach) { column in
      let cost = expected.cost(boxes[column])
      let weighed = Likelihood.weighed(cost, identity, observations[column].identity)
      candidates.add(column: column, cost: weighed)
    }
  }

  /// Extends the matched tracks and starts new ones.
  private mutating func goOn(
    _ open: [Int], _ pairing: Pairing, _ observations: [Observation], at cameraSample: Camera.Sample,
    in scene: Range<MediaTime>
  ) {
    let certain = pairing.certain
    var isTaken = Array(repeating: false, count: observations.count)
    for (row, index) in open.enumerated() {
      guard let match = pairing.matches[row] else { continue }
      isTaken[match] = true
      all[index].extend(
        to: observations[match], pairing.boxes[match], at: cameraSample, isCertain: certain[row] == match)
    }
    for index in observations.indices where !isTaken[index] {
      all.append(
        Track(number: newNumber(), observations[index], pairing.boxes[index], at: cameraSample, in: scene))
    }
  }
}

/// How tracks go on with an instant's observations at the least total cost, where the camera has some shift.
struct Pairing {
  /// The camera's.
  private(set) var shift: SIMD2<Double>
  /// The coordinates of the observations' boxes.
  private(set) var boxes: [SIMD4<Double>]
  let candidates: Candidates
  /// For each track its observation.
  let matches: [Int?]

  /// Pairs what may be paired.
  init(_ shift: SIMD2<Double>, _ boxes: [SIMD4<Double>], _ candidates: Candidates) {
    (self.shift, self.boxes, self.candidates) = (shift, boxes, candidates)
    matches = Assignment.solve(candidates, columns: boxes.count, alone: Likelihood.unassignedCost)
  }

  /// The total cost.
  var cost: Double { candidates.cost(of: matches, alone: Likelihood.unassignedCost) }

  /// For each track the observation that it goes on with beyond doubt.
  var certain: [Int?] {
    candidates.certain(columns: boxes.count, below: Likelihood.good, margin: Likelihood.unassignedCost)
  }

  /// Takes more of the motion for the camera's.
  mutating func move(by drift: SIMD2<Double>) {
    shift += drift
    for index in boxes.indices { boxes[index].lowHalf -= drift }
  }
}
