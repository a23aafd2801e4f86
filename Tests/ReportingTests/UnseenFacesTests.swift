import Reporting
import Testing

/// Estimates of what no judge saw.
@Suite struct UnseenFacesTests {
  private func unseen(_ first: Int, _ second: Int, _ both: Int) -> UnseenFaces {
    var faces = UnseenFaces(judges: 3)
    for _ in 0..<first - both { faces.add(seenBy: [0]) }
    for _ in 0..<second - both { faces.add(seenBy: [2]) }
    for _ in 0..<both { faces.add(seenBy: [2, 0]) }
    return faces
  }

  @Test func `Chapman's estimate, less what was seen`() throws {
    // (80 + 1) (60 + 1) / (50 + 1) - 1 = 95.88, of which 90 are seen.
    let estimate = try #require(unseen(80, 60, 50).estimate)
    #expect(estimate.first == 0 && estimate.second == 2 && estimate.both == 50)
    #expect(abs(estimate.unseen - 5.882) < 1e-3)
  }

  @Test func `judges that see the same leave nothing unseen`() {
    #expect(unseen(40, 40, 40).estimate?.unseen == 0)
  }

  @Test func `few common faces, or none, give no estimate`() {
    #expect(unseen(30, 30, 6).estimate == nil)
    #expect(unseen(5, 3, 0).estimate == nil)
    #expect(UnseenFaces(judges: 2).estimate == nil)
  }

  @Test func `each face counts for every judge that sees it`() {
    let faces = unseen(8, 9, 7)
    #expect(faces.counts == [8, 0, 9])
    #expect(faces.seen == 10)
    #expect(faces.pairs.count == 1)
  }
}
