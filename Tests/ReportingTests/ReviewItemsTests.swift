import Geometry
import Reporting
import Testing
import Tracking

/// The review items of a video.
@Suite struct ReviewItemsTests {
  private func items(_ video: TestVideo) -> [ReviewItem] { video.play().coverage.weakSpots }

  @Test func `a face that is redacted throughout needs no review`() {
    #expect(items(TestVideo(redactionBoxes: { _ in [redactionBox()] })) == [])
  }

  @Test func `faces that enter and leave over the border need no review`() {
    #expect(
      items(TestVideo(redactionBoxes: { $0 >= 2000 && $0 < 8000 ? [redactionBox(0, border)] : [] })) == [])
  }

  @Test func `a track that ends mid-frame needs review after its end`() {
    let video = TestVideo(redactionBoxes: { $0 < 3000 ? [redactionBox()] : [] })
    #expect(items(video) == [ReviewItem(.suddenEnd, from: ms(3000), to: ms(5000), track: 0)])
  }

  @Test func `a track that starts mid-frame needs review before its start`() {
    let video = TestVideo(redactionBoxes: { $0 >= 3000 ? [redactionBox()] : [] })
    #expect(items(video) == [ReviewItem(.suddenBegin, from: ms(2000), to: ms(3000), track: 0)])
  }

  @Test func `a track that is lost and found again is a hole`() {
    let video = TestVideo(redactionBoxes: { $0 < 3000 || $0 >= 7000 ? [redactionBox()] : [] })
    #expect(items(video) == [ReviewItem(.hole, from: ms(3000), to: ms(7000), track: 0)])
  }

  @Test(arguments: [(Int64(1000), false), (1100, true)])
  func `only long interpolations need review`(length: Int64, needsReview: Bool) {
    let video = TestVideo(redactionBoxes: {
      [redactionBox(0, middle, $0 >= 2000 && $0 < 2000 + length ? .bridged : .between)]
    })
    let bridge = ReviewItem(.longBridge, from: ms(2000), to: ms(2000 + length), track: 0)
    #expect(items(video) == (needsReview ? [bridge] : []))
  }

  @Test func `faces that are lost together have one more item`() {
    let video = TestVideo(redactionBoxes: { time in
      [redactionBox(0), redactionBox(1)].filter { time < 3000 + 500 * Int64($0.track) }
    })
    let lost = items(video).filter { $0.kind == .allLost }
    #expect(lost == [ReviewItem(.allLost, from: ms(3000), to: ms(5500))])
  }

  @Test func `a low confidence needs review while it lasts`() {
    let video = TestVideo(redactionBoxes: { [redactionBox(0, confidence: $0 >= 1000 && $0 < 2000 ? 50 : 99)] }
    )
    #expect(items(video) == [ReviewItem(.lowConfidence, from: ms(1000), to: ms(2000), track: 0)])
  }

  @Test func `adjacent damaged frames are one review item`() {
    let video = TestVideo(redactionBoxes: { _ in [redactionBox()] }, damaged: 1000...1400)
    #expect(items(video) == [ReviewItem(.damagedFrames, from: ms(1000), to: ms(1500))])
  }

  @Test func `each scene without a sample is a review item`() {
    let scenes = TestVideo(cuts: [1000, 1200, 1300], unsampled: [1000, 1100, 1200])
    let both = [(1000, 1200), (1200, 1300)].map { ReviewItem(.unsampledScene, from: ms($0), to: ms($1)) }
    #expect(items(scenes) == both)
    #expect(items(TestVideo(cuts: [9900], unsampled: [9900])).map(\.kind) == [.unsampledScene])
  }

  @Test func `a scene whose sample comes late needs no review`() {
    #expect(items(TestVideo(cuts: [1000], unsampled: [1000, 1100, 1200])) == [])
  }

  @Test func `a track ends at the cut, although an adjacent scene takes its box`() throws {
    let video = TestVideo(
      redactionBoxes: { time in
        if time < 1000 { return [redactionBox()] }
        return time < 1200 ? [redactionBox(0, middle, .adjacentScene)] : []
      }, cuts: [1000, 1200], unsampled: [1000, 1100])
    let coverage = video.play(.linger).coverage
    let track = try #require(coverage.tracks.first)
    #expect(track.ends == .cut && track.end == ms(1200))
    #expect(track.stretches.map(\.kind) == [.detected, .adjacentScene])
    #expect(coverage.weakSpots.map(\.kind) == [.unsampledScene])
  }

  @Test(arguments: [(Int64(500), true), (200, false)])
  func `fast motion needs review at long sampling intervals`(interval: Int64, needsReview: Bool) {
    let video = TestVideo(
      redactionBoxes: { time in
        let left = time / interval % 2 == 0 ? 0.4 : 0.48
        return [redactionBox(0, Box(left: left, top: 0.4, width: 0.1, height: 0.1))]
      }, samples: (0...10_000 / interval).map { $0 * interval })
    #expect(items(video).map(\.kind) == (needsReview ? [.fastMotion] : []))
  }

  @Test(arguments: [(2, true), (1, false)])
  func `a gap in the samples needs review if several faces are missed`(faces: Int, needsReview: Bool) {
    let video = TestVideo(
      redactionBoxes: { time in
        (0..<faces).map { redactionBox($0, middle, time > 3000 && time < 4900 ? .bridged : .between) }
      },
      samples: Array(stride(from: 0, through: 3000, by: 500))
        + Array(stride(from: 5000, through: 10_000, by: 500)))
    let holes = items(video).filter { $0.kind == .samplingHole }
    #expect(holes == (needsReview ? [ReviewItem(.samplingHole, from: ms(3000), to: ms(5000))] : []))
  }

  @Test(arguments: [(border, Int64(9000), false), (border, 20_000, true), (middle, 9000, true)])
  func `detections that end long before the video need review`(box: Box, length: Int64, needsReview: Bool) {
    let video = TestVideo(
      redactionBoxes: { $0 < 5500 ? [redactionBox(0, box)] : [] }, length: length,
      samples: Array(stride(from: 0, through: 5000, by: 500)))
    let early = items(video).filter { $0.kind == .earlyEnd }
    #expect(early == (needsReview ? [ReviewItem(.earlyEnd, from: ms(5000), to: ms(length))] : []))
  }

  @Test(arguments: ReviewItem.Kind.allCases)
  func `each item says what to check`(kind: ReviewItem.Kind) {
    let advice = ReviewItem(kind, from: .zero, to: ms(1), track: 7).advice
    #expect(advice.contains("check "))
    #expect(advice.hasSuffix("."))
  }
}
