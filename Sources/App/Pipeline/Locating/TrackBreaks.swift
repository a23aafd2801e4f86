import Geometry
import Tracking

/// The scene cuts that the pixels of tracks tell: where those of at least half of the faces stop matching between the
/// same two frames.
///
/// One face alone may jump, or be taken for another in a crowd; a cut there would end all other tracks, too. Between
/// two samples there is at most one such cut: a scene between two cuts has a sample, or its faces would be visible.
struct TrackBreaks {
  /// The steps of tracks from one sample to the next, and where the pixels of each stop matching, if they do.
  let steps: [(step: TrackStep, cut: SceneCut?)]

  /// The cuts, those on which most faces agree first.
  var cuts: [SceneCut] {
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
