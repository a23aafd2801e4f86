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
    let heads = all.indices.filter {
      all[$0].span.lowerBound < time && time - all[$0].span.upperBound <= maxGap
    }
    let tails = all.indices.filter { all[$0].span.upperBound >= time }
    let joints = joints(heads, tails, at: time)
    let matches = Assignment.solve(joints, columns: tails.count, alone: Likelihood.apart)
    relink(heads, tails, matches, at: time)
  }

  /// The costs of each head going on with each tail.
  private func joints(_ heads: [Int], _ tails: [Int], at time: MediaTime) -> Candidates {
    let tails = tails.map { Tail(all[$0], from: time, motion) }
    let starts = samples.filter { $0.time >= time }.map { Starts(tails, at: $0.time, shift: $0.shift) }
      .filter { !$0.columns.isEmpty }
    var candidates = Candidates()
    for index in heads {
      defer { candidates.endRow() }
      guard let head = Head(all[index], before: time) else { continue }
      for start in starts where start.time - head.time <= maxGap {
        addJoints(from: head, to: start, &candidates)
      }
    }
    return candidates
  }

  /// The costs of a head going on with the tails that start at one instant.
  private func addJoints(from head: Head, to start: Starts, _ candidates: inout Candidates) {
    let span = (start.time - head.time).seconds
    let state = head.state.predicted(after: span, jerk: start.shift, motion)
    let neighbours = start.shelf.near(state.value.x, within: Likelihood.reach(state, joining: start.widest))
    guard !neighbours.isEmpty, !Likelihood.isLost(state, motion) else { return }
    let limit = Likelihood.limit(head.identity)
    for position in neighbours {
      let place = start.shelf[position]
      let cost = Likelihood.cost(state, joining: start.tails[place].state, below: limit, motion)
      guard cost < .infinity, start.tails[place].scene == head.scene else { continue }
      let evidence = Likelihood.cost(head.identity, start.tails[place].identity)
      guard cost + evidence < Likelihood.apart else { continue }
      candidates.add(column: start.columns[place], cost: cost + evidence)
    }
  }

  /// Gives each head the tail that was matched to it; a tail without a head becomes a track of its own.
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

/// What a track's samples before an instant tell of the last of them.
private struct Head {
  let time: MediaTime
  let identity: Int64?
  let scene: Range<MediaTime>
  let state: FaceState

  /// Nil where there are none.
  init?(_ track: Track, before time: MediaTime) {
    guard let last = track.knots.lastIndex(where: { $0.time < time }) else { return nil }
    self.time = track.knots[last].time
    identity = track.knots[last].observation.identity
    scene = track.scene
    state = track.knots[last].filtered
  }
}

/// What a track's samples from an instant on tell of the first of them.
private struct Tail {
  let time: MediaTime
  let identity: Int64?
  let scene: Range<MediaTime>
  let state: FaceState

  init(_ track: Track, from time: MediaTime, _ motion: Motion) {
    let (first, state) = track.backward(from: time, motion)
    self.time = track.knots[first].time
    identity = track.knots[first].observation.identity
    scene = track.scene
    self.state = state
  }
}

/// The tails that start at one instant. A class, since every head looks at them: its arrays are counted as one.
private final class Starts {
  let time: MediaTime
  /// The camera's jerk at it.
  let shift: SIMD4<Double>
  let columns: [Int]
  let tails: [Tail]
  let shelf: Shelf
  /// The greatest variance of a tail's place.
  let widest: Double

  init(_ all: [Tail], at time: MediaTime, shift: SIMD4<Double>) {
    self.time = time
    self.shift = shift
    columns = all.indices.filter { all[$0].time == time }
    tails = columns.map { all[$0] }
    shelf = Shelf(tails.map { $0.state.value.x })
    widest = tails.reduce(0) { max($0, $1.state.variance.x) }
  }
}
