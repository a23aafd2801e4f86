import FaceDetection
import Geometry
import Testing

@Suite struct SamplingGridTests {
  private func taken(_ times: [MediaTime], rate: Double) -> [Int] {
    var grid = SamplingGrid(rate: rate)
    return times.indices.filter { grid.takes(times[$0], mayBeginScene: false) }
  }

  @Test func `every n-th frame is selected if the rates divide`() {
    let frames = (0..<30).map { MediaTime(nanoseconds: Int64($0) * 1_000_000_000 / 30) }
    #expect(taken(frames, rate: 10) == Array(stride(from: 0, to: 30, by: 3)))
    #expect(taken(frames, rate: 30) == Array(0..<30))
    #expect(taken(frames, rate: 240) == Array(0..<30))
  }

  @Test func `rounding to milliseconds changes nothing`() {
    let frames = (0..<300).map { MediaTime(nanoseconds: ((Int64($0) * 1000 + 15) / 30) * 1_000_000) }
    #expect(taken(frames, rate: 7.5) == Array(stride(from: 0, to: 300, by: 4)))
  }

  @Test func `an uneven rate does not drift`() {
    // An hour of NTSC at 5 Hz: as many samples as fifths of a second.
    let frames = (0..<107_892).map { MediaTime(nanoseconds: Int64($0) * 1_001_000_000 / 30) }
    #expect(taken(frames, rate: 5).count == 18_000)
  }

  @Test func `after a pause, the next frame is selected and the grid continues`() {
    let frames = [0.0, 0.05, 3.37, 3.39, 3.41, 3.5].map { MediaTime(seconds: $0) }
    #expect(taken(frames, rate: 10) == [0, 2, 4, 5])
  }

  @Test func `the first frame is always selected`() {
    #expect(taken([-0.04, 0, 0.04, 0.1].map { MediaTime(seconds: $0) }, rate: 10) == [0, 1, 3])
  }

  @Test(
    arguments: [(33_333_333, 33), (66_500_000, 67), (499_999, 0), (0, 0), (-40_000_000, 0)]
      as [(Int64, Int64)])
  func `a sample's time is a whole millisecond`(nanoseconds: Int64, milliseconds: Int64) {
    let time = SamplingGrid.sampleTime(of: MediaTime(nanoseconds: nanoseconds))
    #expect(time == MediaTime(milliseconds: milliseconds))
  }
}
