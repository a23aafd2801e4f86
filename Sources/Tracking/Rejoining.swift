import Geometry

extension Tracks {
  /// Associate again, with hindsight: cuts all tracks at the sample `lookback` samples ago and joins heads to
  /// tails at the least total cost.
  ///
  /// A head is told by the samples before the cut and a tail by those after it, so motion on both sides has a
  /// say. Given all other instants this is the exact optimum: crossings are undone, and tracks torn by misses
  /// or led astray by a false box are mended. After the hierarchical association of C. Huang, B. Wu, R.
  /// Nevatia, "Robust object tracking by hierarchical association of detection responses" (ECCV 2008).
  mutating func rejoin() {
    guard samples.count > Self.lookback else { return }
    let time = samples[samples.count - Self.lookback].time
    let heads = all.indices.filter { all[$0].first.time < time && time - all[$0].last.time <= maxGap }
    let tails = all.indices.filter { all[$0].last.time >= time }
    let matches = Assignment.solve(
      joints(heads, tails, at: time), columns: tails.count, alone: Likelihood.apart)
    relink(heads, tails, matches, at: time)
  }

  /// The costs of each head going on with each tail.
  private func joints(_ heads: [Int], _ tails: [Int], at time: MediaTime) -> Candidates {
    let later = tails.map { all[$0].backward(from: time, motion) }
    var candidates = Candidates()
    for index in heads {
      guard let head = all[index].knots.last(where: { $0.time < time }) else { continue }
      for (column, tail) in later.enumerated() {
        let span = tail.first.time - head.time
        guard span <= maxGap, all[tails[column]].scene == all[index].scene else { continue }
        var state = head.filtered.predicted(after: span.seconds, motion)
        state.value += samples.first { $0.time == tail.first.time }?.shift ?? .zero
        let evidence = Likelihood.cost(head.observation.identity, tail.first.observation.identity)
        let cost = Likelihood.cost(state, joining: tail.state, motion)
        candidates.add(column: column, cost: cost + evidence)
      }
      candidates.endRow()
    }
    return candidates
  }

  /// Gives each head the tail that was matched to it; a tail without a head becomes a track of its own.
  private mutating func relink(_ heads: [Int], _ tails: [Int], _ matches: [Int?], at time: MediaTime) {
    var owner = Array(repeating: -1, count: tails.count)
    for (head, match) in zip(heads, matches) {
      if let match { owner[match] = head }
    }
    let hasHead = Set(heads)
    let moved = tails.indices.filter {
      owner[$0] != tails[$0] && (owner[$0] >= 0 || hasHead.contains(tails[$0]))
    }
    guard !moved.isEmpty else { return }
    let loose = moved.map { all[tails[$0]].detach(from: time) }
    for (column, tail) in zip(moved, loose) {
      if owner[column] >= 0 {
        all[owner[column]].attach(tail, motion)
      } else {
        let scene = all[tails[column]].scene
        all.append(Track(number: newNumber(), tail, in: scene, motion))
      }
    }
    all.removeAll { $0.knots.isEmpty }
  }
}
