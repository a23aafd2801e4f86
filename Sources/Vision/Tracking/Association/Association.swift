import Geometry

extension Tracks {
  /// Data association: each observation of a sample extends a track or starts a new one, at minimum total
  /// cost.
  mutating func associate(_ observations: [Observation], at time: MediaTime, in scene: Range<MediaTime>) {
    let open = open(at: time, in: scene)
    let tracks = open.recentlySeen + open.seenEarlier
    let predicted = tracks.map { all[$0].predicted(at: time) }
    var pairing = pairing(
      tracks, predicted, recentlySeen: open.recentlySeen.count, observations, at: time, in: scene)
    let seen = pairing.matches[..<open.recentlySeen.count].indices.filter { pairing.matches[$0] != nil }
    let subset = RobustMean.subset(of: seen.count).map { seen[$0] }
    pairing.move(by: drift(pairing, predicted, subset))
    let commonVelocity = commonVelocity(predicted, subset, camera.speed(in: scene))
    let cameraSample = Camera.Sample(time: time, shift: pairing.shift, commonVelocity: commonVelocity)
    camera.note(cameraSample, in: scene)
    updateTracks(tracks, pairing, observations, at: cameraSample, in: scene)
    samples.append(time)
    if samples.count > Self.lookback + 1 { samples.removeFirst() }
  }

  /// The best pairing with the predicted camera shift, or with a sudden global translation if that explains
  /// the observations better.
  private func pairing(
    _ tracks: [Int], _ predicted: [FaceState], recentlySeen: Int, _ observations: [Observation],
    at time: MediaTime,
    in scene: Range<MediaTime>
  ) -> Pairing {
    func pairing(_ shift: SIMD2<Double>) -> Pairing {
      let boxes = observations.map { FaceState.coordinates(of: $0.box, shiftedBy: shift) }
      return Pairing(shift, boxes, candidates(tracks, predicted, observations, boxes))
    }
    let shift = camera.predictedShift(at: time, in: scene)
    let displacement = GlobalTranslation.estimate(
      predicted[..<recentlySeen].lazy.map { $0.box(shiftedBy: shift) }, observations.map { $0.box })
    let (steady, displaced) = (pairing(shift), displacement == .zero ? nil : pairing(shift + displacement))
    if let displaced, displaced.cost + Likelihood.unassignedCost < steady.cost { return displaced }
    return steady
  }

  /// The innovation that a subset of the tracks has in common; it is attributed to the camera and not to the
  /// faces.
  private func drift(_ pairing: Pairing, _ predicted: [FaceState], _ subset: [Int]) -> SIMD2<Double> {
    let seen = subset.compactMap { row in
      pairing.matches[row].map { (state: predicted[row], box: pairing.boxes[$0]) }
    }
    return RobustMean.mean(
      seen.map { ($0.box - $0.state.value).lowHalf },
      variances: seen.map { ($0.state.variance + MotionModel.measurementNoise * $0.state.unit).lowHalf },
      shrinkage: 1)
  }

  /// The common velocity of the faces relative to the camera, which moves at `speed`: zero where their
  /// velocities are consistent with standing still.
  private func commonVelocity(
    _ predicted: [FaceState], _ subset: [Int], _ speed: SIMD2<Double>
  ) -> SIMD2<Double> {
    RobustMean.mean(
      subset.map { predicted[$0].rate.lowHalf + speed },
      variances: subset.map { predicted[$0].rateVariance.lowHalf }, shrinkage: 4) - speed
  }

  /// The tracks that an observation may extend: those detected in the last sample (`recentlySeen`), and those that
  /// were missed there (`seenEarlier`).
  private func open(at time: MediaTime, in scene: Range<MediaTime>) -> (
    recentlySeen: [Int], seenEarlier: [Int]
  ) {
    let newest = samples.last
    var open: (recentlySeen: [Int], seenEarlier: [Int]) = ([], [])
    for index in all.indices where all[index].scene == scene {
      let end = all[index].span.upperBound
      guard time - end <= maxGap else { continue }
      if end == newest { open.recentlySeen.append(index) } else { open.seenEarlier.append(index) }
    }
    return open
  }

  /// The assignment costs of tracks and observations inside the gates.
  private func candidates(
    _ tracks: [Int], _ predicted: [FaceState], _ observations: [Observation], _ boxes: [SIMD4<Double>]
  ) -> Candidates {
    var candidates = Candidates(rows: tracks.count)
    let bucketIndex = BucketIndex(Array(boxes.indices)) { boxes[$0].lowHalf }
    for (index, state) in zip(tracks, predicted) {
      addPairs(
        all[index].identity, PredictedMeasurement(state), bucketIndex, observations, boxes, &candidates)
    }
    return candidates
  }

  /// Adds the assignment costs of one track with the observations inside its gate.
  private func addPairs(
    _ identity: Int64?, _ measurement: PredictedMeasurement, _ bucketIndex: BucketIndex,
    _ observations: [Observation],
    _ boxes: [SIMD4<Double>], _ candidates: inout Candidates
  ) {
    defer { candidates.endRow() }
    guard let reach = measurement.reach(below: Likelihood.limit(identity)) else { return }
    bucketIndex.forEach(near: measurement.value.lowHalf, within: reach) { column in
      let cost = measurement.cost(boxes[column])
      let weighted = Likelihood.weighted(cost, identity, observations[column].identity)
      candidates.add(column: column, cost: weighted)
    }
  }

  /// Updates the assigned tracks with their observations, and starts a track for each unassigned observation.
  private mutating func updateTracks(
    _ open: [Int], _ pairing: Pairing, _ observations: [Observation], at cameraSample: Camera.Sample,
    in scene: Range<MediaTime>
  ) {
    let unambiguous = pairing.unambiguous
    var isTaken = Array(repeating: false, count: observations.count)
    for (row, index) in open.enumerated() {
      guard let match = pairing.matches[row] else { continue }
      isTaken[match] = true
      all[index].extend(
        to: observations[match], pairing.boxes[match], at: cameraSample,
        isUnambiguous: unambiguous[row] == match)
    }
    for index in observations.indices where !isTaken[index] {
      all.append(
        Track(
          number: newNumber(), observations[index], pairing.boxes[index], at: cameraSample, in: scene,
          confirmation))
    }
  }
}

/// A minimum-cost assignment of tracks to the observations of a sample, given a camera shift.
struct Pairing {
  private(set) var shift: SIMD2<Double>
  /// The coordinates of the observations' boxes, compensated for the camera shift.
  private(set) var boxes: [SIMD4<Double>]
  let candidates: Candidates
  /// For each track, the index of its observation, or nil.
  let matches: [Int?]

  init(_ shift: SIMD2<Double>, _ boxes: [SIMD4<Double>], _ candidates: Candidates) {
    (self.shift, self.boxes, self.candidates) = (shift, boxes, candidates)
    matches = Assignment.solve(candidates, columns: boxes.count, unassignedCost: Likelihood.unassignedCost)
  }

  var cost: Double { candidates.cost(of: matches, unassignedCost: Likelihood.unassignedCost) }

  /// For each track, the observation that is assigned unambiguously, or nil.
  var unambiguous: [Int?] {
    candidates.unambiguous(
      columns: boxes.count, below: Likelihood.unambiguousCost, margin: Likelihood.unassignedCost)
  }

  /// Attributes a further shift to the camera.
  mutating func move(by drift: SIMD2<Double>) {
    shift += drift
    for index in boxes.indices { boxes[index].lowHalf -= drift }
  }
}

/// The predicted measurement of a track and its innovation covariance.
struct PredictedMeasurement {
  let value: SIMD4<Double>
  private let variance: SIMD4<Double>
  /// The logarithm of the innovation covariance's determinant, in face sizes.
  private let logDeterminant: Double

  @inline(__always)
  init(_ predicted: FaceState) {
    value = predicted.value
    variance = predicted.variance + MotionModel.measurementNoise * predicted.unit
    logDeterminant = PortableMath.log((variance / predicted.unit).product())
  }

  /// The half-width of the gate along x and y for costs below a limit; nil if no box can cost less, as with a
  /// face that was lost for long in fast motion.
  func reach(below limit: Double) -> SIMD2<Double>? {
    // Slightly larger, so that the gate never excludes a pair because of rounding.
    let gate = min(Likelihood.measurementGate, limit - logDeterminant + 1e-9)
    return gate > 0 ? (gate * variance.lowHalf).squareRoot() : nil
  }

  /// The cost of assigning a box, given by its coordinates: its normalised innovation squared (NIS) plus the
  /// log-determinant.
  func cost(_ box: SIMD4<Double>) -> Double {
    let innovation = box - value
    let distance = (innovation * innovation / variance).sum()
    guard distance < Likelihood.measurementGate else { return .infinity }
    return distance + logDeterminant
  }
}
