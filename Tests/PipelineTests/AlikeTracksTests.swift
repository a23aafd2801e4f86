import Pipeline
import Testing

/// Which tracks are suggested as one person.
struct AlikeTracksTests {
  private func candidate(_ track: Int, _ descriptor: [Float], _ shown: Range<Double>) -> AlikeTracks.Candidate
  {
    AlikeTracks.Candidate(track: track, descriptor: descriptor, shown: shown)
  }

  @Test func `the most similar are joined first, and only those of whom no two are seen at once`() {
    let candidates = [
      candidate(1, [1, 0], 0..<5), candidate(2, [0.8, 0.6], 6..<9), candidate(3, [0.96, 0.28], 4..<8),
      candidate(4, [0.98, 0.199], 10..<12), candidate(5, [0, 1], 20..<21),
    ]
    #expect(AlikeTracks(candidates, limit: 0.7).groups == [[1, 2], [3, 4]])
    let apart = candidates.filter { $0.track != 3 }
    #expect(AlikeTracks(apart, limit: 0.7).groups == [[1, 2, 4]])
    #expect(AlikeTracks(apart, limit: 0.85).groups == [[1, 4]])
    #expect(AlikeTracks([], limit: 0.7).groups.isEmpty)
  }
}
