/// How tracks go on with an instant's observations at the least total cost, seen from some place.
struct Pairing {
  /// Where the camera is taken to look.
  private(set) var place: SIMD2<Double>
  /// The coordinates of the observations' boxes, seen from there.
  private(set) var boxes: [SIMD4<Double>]
  let candidates: Candidates
  /// For each track its observation.
  let matches: [Int?]

  /// Pairs what may be paired.
  init(_ place: SIMD2<Double>, _ boxes: [SIMD4<Double>], _ candidates: Candidates) {
    (self.place, self.boxes, self.candidates) = (place, boxes, candidates)
    matches = Assignment.solve(candidates, columns: boxes.count, alone: Likelihood.apart)
  }

  /// The total cost.
  var cost: Double { candidates.cost(of: matches, alone: Likelihood.apart) }

  /// For each track the observation that it goes on with beyond doubt.
  var certain: [Int?] {
    candidates.certain(columns: boxes.count, below: Likelihood.good, margin: Likelihood.apart)
  }

  /// Looks from a place further on.
  mutating func move(by drift: SIMD2<Double>) {
    place += drift
    for index in boxes.indices { boxes[index].lowHalf -= drift }
  }
}
