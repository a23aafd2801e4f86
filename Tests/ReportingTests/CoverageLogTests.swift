import Geometry
import Reporting
import Testing
import Tracking

/// The coverage of tracks.
@Suite struct CoverageLogTests {
  @Test func `adjacent frames of one reason are one stretch`() throws {
    let video = TestVideo(redactionBoxes: { time in
      switch time {
      case 1000..<1500: [redactionBox(0, middle, .extended)]
      case 1500..<3000: [redactionBox(0, middle, time % 500 == 0 ? .sample : .between)]
      case 3000..<3400: [redactionBox(0, middle, .bridged)]
      case 5000..<5200: [redactionBox(0, middle, .between)]
      default: []
      }
    })
    let track = try #require(video.play().coverage.tracks.first)
    #expect(
      track.stretches == [
        CoverageSpan(start: ms(1000), end: ms(1500), kind: .extended),
        CoverageSpan(start: ms(1500), end: ms(3000), kind: .detected),
        CoverageSpan(start: ms(3000), end: ms(3400), kind: .bridged),
        CoverageSpan(start: ms(5000), end: ms(5200), kind: .detected),
      ])
    #expect(track.frames == 26)
    #expect(track.start == ms(1000) && track.end == ms(5200))
  }

  @Test func `it records the minimum and mean confidence and the largest box`() throws {
    let large = Box(left: 0.1, top: 0.1, width: 0.5, height: 0.5)
    let video = TestVideo(
      redactionBoxes: { [redactionBox(0, $0 == 400 ? large : middle, confidence: $0 < 500 ? 60 : 100)] },
      length: 1000)
    let track = try #require(video.play().coverage.tracks.first)
    #expect(track.minConfidence == 60)
    #expect(track.meanConfidence == 80)
    #expect(track.largest == large)
  }

  @Test(
    arguments: [
      (0, 10_000, [], middle, TrackBoundary.video, TrackBoundary.video),
      (1000, 2000, [], middle, .sudden, .sudden),
      (1000, 2000, [], border, .border, .border), (1000, 2000, [1000, 2000], middle, .cut, .cut),
      (1000, 2000, [1500], middle, .sudden, .sudden),
    ] as [(Int64, Int64, [Int64], Box, TrackBoundary, TrackBoundary)])
  func `it classifies the boundaries of a track`(
    from: Int64, to: Int64, cuts: [Int64], box: Box, begins: TrackBoundary, ends: TrackBoundary
  ) throws {
    let video = TestVideo(redactionBoxes: { $0 >= from && $0 < to ? [redactionBox(0, box)] : [] }, cuts: cuts)
    let coverage = video.play().coverage
    let track = try #require(coverage.tracks.first)
    #expect(track.begins == begins)
    #expect(track.ends == ends)
    #expect(coverage.cuts == cuts.map(ms))
  }

  @Test func `memory grows with stretches, not with frames`() {
    let video = TestVideo(redactionBoxes: { _ in [redactionBox(0), redactionBox(1)] }, length: 3_600_000)
    #expect(video.play().coverage.tracks.map(\.stretches.count) == [1, 1])
  }

  @Test(arguments: [(0.02, 0.1), (0.08, 0.8)])
  func `it measures how far a face moves between samples`(step: Double, ratio: Double) throws {
    let video = TestVideo(redactionBoxes: { time in
      // Back and forth, so that the face stays in the frame.
      let box = Box(left: 0.4 + (time / 500 % 2 == 0 ? 0 : step), top: 0.4, width: 0.1, height: 0.1)
      return [redactionBox(0, box)]
    })
    let motion = try #require(video.play().coverage.tracks.first?.medianMotion)
    #expect(abs(motion - ratio) < 0.13)
  }
}
