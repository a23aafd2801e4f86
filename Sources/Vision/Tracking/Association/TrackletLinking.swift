import Geometry

extension Tracks {
  /// Tracklet linking: cuts the tracks at the sample `lookback` samples ago and assigns heads to tails at
  /// minimum total cost. Tracks whose assignment was unambiguous in all samples since are left out.
  ///
  /// A head contains the samples before the cut and a tail those after it, so motion on both sides counts.
  /// Given the assignments at all other times, this is the exact optimum: identity switches at crossings are
  /// undone, and tracks that were fragmented by missed detections or diverted by a false positive are
  /// repaired. After the hierarchical association of C. Huang, B. Wu, R. Nevatia, "Robust object tracking by
  /// hierarchical association of detection responses" (ECCV 2008).
  mutating func linkTracklets() {
    guard samples.count > Self.lookback else { return }
    let cut = samples.count - Self.lookback
    let (before, time) = (samples[cut - 1], samples[cut])
    let ambiguous = all.indices.filter { !all[$0].isUnambiguous(since: before, Self.lookback) }
    let heads = heads(ambiguous, before: time)
    let tails = ambiguous.filter { all[$0].span.upperBound >= time }
    let links = links(heads, tails.map { Tail(all[$0], from: time) }, from: time)
    let matches = Assignment.solve(links, columns: tails.count, unassignedCost: Likelihood.unassignedCost)
    relink(heads.map(\.track), tails, matches, at: time)
  }

  /// The heads of the tracks that have a sample before a time and have not exceeded the maximum gap.
  private func heads(_ some: [Int], before time: MediaTime) -> [Head] {
    var heads: [Head] = []
    heads.reserveCapacity(some.count)
    for index in some {
      let span = all[index].span
      guard span.lowerBound < time, time - span.upperBound <= maxGap else { continue }
      heads.append(Head(all[index], index, before: time))
    }
    return heads
  }

  /// The linking costs of each head with each tail.
  private func links(_ heads: [Head], _ tails: [Tail], from time: MediaTime) -> Candidates {
    let starts = samples.filter { $0 >= time }.compactMap { sample in
      let columns = tails.indices.filter { tails[$0].time == sample }
      return columns.isEmpty ? nil : Tracklets(columns, of: tails, at: sample)
    }
    var candidates = Candidates(rows: heads.count)
    for head in heads { addRow(head, starts, tails, &candidates) }
    return candidates
  }

  /// Adds the linking costs of one head.
  private func addRow(_ head: Head, _ starts: [Tracklets], _ tails: [Tail], _ candidates: inout Candidates) {
    for start in starts where start.time - head.time <= maxGap {
      start.addLinks(from: head, tails, &candidates)
    }
    candidates.endRow()
  }

  /// Attaches to each head the tail that was assigned to it; an unassigned tail becomes a track of its own.
  private mutating func relink(_ heads: [Int], _ tails: [Int], _ matches: [Int?], at time: MediaTime) {
    var owner = Array(repeating: -1, count: tails.count)
    for (head, match) in zip(heads, matches) {
      if let match { owner[match] = head }
    }
    var hasHead = Array(repeating: false, count: all.count)
    for head in heads { hasHead[head] = true }
    let moved = tails.indices.filter {
      owner[$0] != tails[$0] && (owner[$0] >= 0 || hasHead[tails[$0]])
    }
    guard !moved.isEmpty else { return }
    let detached = moved.map { all[tails[$0]].detach(from: time) }
    for (column, tail) in zip(moved, detached) {
      if owner[column] >= 0 {
        all[owner[column]].attach(tail)
        let rest = all[tails[column]]
        if rest.points.isEmpty { all[owner[column]].merge(rest) }
      } else {
        let scene = all[tails[column]].scene
        all.append(Track(number: newNumber(), tail, in: scene, confirmation))
      }
    }
    all.removeAll { $0.points.isEmpty }
  }
}

/// The part of a track before a time, filtered up to its last sample; there must be at least one.
struct Head {
  let track: Int
  let time: MediaTime
  let identity: Int64?
  let scene: Range<MediaTime>
  let state: FaceState

  @inline(__always)
  init(_ track: Track, _ index: Int, before time: MediaTime) {
    var last = track.points.endIndex - 1
    while track.points[last].time >= time { last -= 1 }
    self.track = index
    self.time = track.points[last].time
    identity = track.points[last].observation.identity
    scene = track.scene
    state = track.points[last].filtered
  }
}

/// The part of a track from a time on, filtered backwards to its first sample; there must be at least one.
struct Tail {
  let time: MediaTime
  let identity: Int64?
  let scene: Range<MediaTime>
  /// Filtered backwards from the newest sample.
  private(set) var state: FaceState
  /// The cost of starting a track of its own.
  let newTrackCost: Double

  @inline(__always)
  init(_ track: Track, from time: MediaTime) {
    var first = track.points.endIndex - 1
    let newest = track.points[first]
    state = FaceState(
      newest.observation.box, at: newest.coordinates, commonVelocity: -newest.cameraSample.commonVelocity)
    while first > track.points.startIndex, track.points[first - 1].time >= time {
      let span = (track.points[first].time - track.points[first - 1].time).seconds
      state = state.predicted(after: span)
      first -= 1
      state.update(track.points[first].coordinates)
    }
    state.reverse()
    newTrackCost = Likelihood.newTrackCost(state, among: newest.cameraSample.commonVelocity)
    self.time = track.points[first].time
    identity = track.points[first].observation.identity
    scene = track.scene
  }
}

/// The tails that start at one time. A class, since every head refers to it: its arrays are retained once.
final class Tracklets {
  let time: MediaTime
  private let bucketIndex: BucketIndex
  /// The largest position variance of any tail, along each axis.
  private var largestVariance = SIMD2<Double>.zero
  /// The highest cost of one of them starting a track of its own.
  private var highestNewTrackCost = -Double.infinity

  init(_ columns: [Int], of tails: [Tail], at time: MediaTime) {
    self.time = time
    bucketIndex = BucketIndex(columns) { tails[$0].state.value.lowHalf }
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
    let determinant = (predicted.determinant / predicted.unit).product()
    let free = Likelihood.limit(head.identity) - PortableMath.logFloor(determinant)
    guard free + highestNewTrackCost > 0 else { return }
    let gate = min(Likelihood.linkGate, free + highestNewTrackCost)
    let reach = ((predicted.variance.lowHalf + largestVariance) * gate).squareRoot()
    bucketIndex.forEach(near: predicted.value.lowHalf, within: reach) { column in
      let gate = min(Likelihood.linkGate, free + tails[column].newTrackCost)
      let cost = Likelihood.cost(predicted, linking: tails[column], within: gate)
      guard cost < .infinity, tails[column].scene == head.scene else { return }
      let weighted = Likelihood.weighted(cost, head.identity, tails[column].identity)
      candidates.add(column: column, cost: weighted)
    }
  }
}
