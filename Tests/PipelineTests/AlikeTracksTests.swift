import FrameveilTesting
import Glibc
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

  @Test(arguments: UInt64(1)...20)
  func `random tracks are joined as the definition says`(seed: UInt64) {
    var chance = SplitMix(seed: seed)
    let candidates = (1...70).map { track in
      let angle = Float.random(in: 0...1.5, using: &chance)
      let start = Double.random(in: 0...200, using: &chance)
      return candidate(track, [cos(angle), sin(angle)], start..<start + 10)
    }
    #expect(AlikeTracks(candidates, limit: 0.97).groups == Self.groups(candidates, limit: 0.97))
  }

  @Test func `thousands that look alike are one group`() {
    let candidates = (0..<1500).map { candidate($0, [1, 0], Double($0)..<Double($0) + 1) }
    #expect(AlikeTracks(candidates, limit: 0.7).groups == [Array(0..<1500)])
  }

  /// Complete linkage, pair by pair.
  private static func groups(_ candidates: [AlikeTracks.Candidate], limit: Float) -> [[Int]] {
    func cosine(_ one: AlikeTracks.Candidate, _ other: AlikeTracks.Candidate) -> Float {
      one.descriptor[0] * other.descriptor[0] + one.descriptor[1] * other.descriptor[1]
    }
    let pairs = candidates.flatMap { one in candidates.filter { $0.track > one.track }.map { (one, $0) } }
    var groups = candidates.map { [$0] }
    for (one, other) in pairs.sorted(by: { cosine($0.0, $0.1) > cosine($1.0, $1.1) }) {
      let places = [one, other].compactMap { track in
        groups.firstIndex { $0.contains { $0.track == track.track } }
      }
      guard Set(places).count == 2 else { continue }
      let (into, from) = (groups[places[0]], groups[places[1]])
      guard
        into.allSatisfy({ a in from.allSatisfy { !$0.shown.overlaps(a.shown) && cosine(a, $0) >= limit } })
      else { continue }
      groups[places[0]] += from
      groups.remove(at: places[1])
    }
    return groups.filter { $0.count > 1 }.map { $0.map(\.track).sorted() }.sorted { $0[0] < $1[0] }
  }
}
