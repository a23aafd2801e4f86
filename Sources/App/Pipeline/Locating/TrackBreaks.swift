import Geometry
import Tracking

/// The scene cuts that the pixels of tracks tell: where those of at least half of the faces stop matching between the
/// same two frames.
///
/// One face alone may jump, or be taken for another in a crowd; a cut there would end all other tracks, too. Its own
/// track goes on as that of anybody: it covers the face, but no rule for the track leaves it visible. Between
/// two samples there is at most one such cut.
struct TrackBreaks {
  /// The cuts, those on which most faces agree first.
  let cuts: [SceneCut]
  /// The tracks that may be those of other faces, and from when on: their pixels stop matching where there is no cut.
  let changes: [(track: Int, time: MediaTime)]

  /// From the steps of tracks from one sample to the next, and where the pixels of each stop matching, if they do.
  init(steps: [(step: TrackStep, cut: SceneCut?)]) {
    let cuts = Self.agreed(steps)
    self.cuts = cuts
    changes = steps.compactMap { step, own in
      own.flatMap { own in cuts.contains(where: step.contains) ? nil : (step.track, own.boundary) }
    }
  }

  private static func agreed(_ steps: [(step: TrackStep, cut: SceneCut?)]) -> [SceneCut] {
    var votes: [MediaTime: (cut: SceneCut, count: Int)] = [:]
    for cut in steps.compactMap(\.cut) { votes[cut.boundary, default: (cut, 0)].count += 1 }
    var agreed: [SceneCut] = []
    for vote in votes.values.sorted(by: { ($1.count, $0.cut.boundary) < ($0.count, $1.cut.boundary) }) {
      let around = steps.map(\.step).filter { $0.contains(vote.cut) }
      let isFirst = !around.contains { step in agreed.contains(where: step.contains) }
      if isFirst, 2 * vote.count >= around.count { agreed.append(vote.cut) }
    }
    return agreed
  }
}

extension TrackStep {
  fileprivate func contains(_ cut: SceneCut) -> Bool { start < cut.boundary && cut.boundary <= end }
}
