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
