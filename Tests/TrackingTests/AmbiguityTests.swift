import FrameveilTesting
import Geometry
import Testing
@testable import Tracking

/// Tracks that tracklet linking may leave out.
@Suite(.blocking) struct AmbiguityTests {
  /// Which tracks are unambiguous in the last four samples of two seconds, in the order in which they were
  /// started.
  private func unambiguous(_ faces: (Int64) -> [Double]) -> [Bool] {
    let always = MediaTime(nanoseconds: .min)..<MediaTime(nanoseconds: .max)
    var tracks = Tracks(maxGap: ms(8000), confirmation: .none)
    for time in everyFifth(2) {
      let boxes = faces(time).map { Box(centerX: $0, centerY: 0.5, width: 0.04, height: 0.07) }
      tracks.associate(boxes.map { Observation(box: $0) }, at: ms(time), in: always)
    }
    return tracks.all.map { $0.isUnambiguous(since: ms(1400), 3) }
  }

  private func walking(_ time: Int64) -> Double { 0.2 + 0.02 * Double(time) / 1000 }

  @Test func `faces far from each other are unambiguous`() {
    #expect(unambiguous { [walking($0), 0.6, 0.9] } == [true, true, true])
  }

  @Test(arguments: [Int64(1400), 1600, 1800, 2000])
  func `a face with a missed detection is ambiguous`(time: Int64) {
    #expect(unambiguous { $0 == time ? [0.6] : [walking($0), 0.6] } == [false, true])
  }

  @Test(arguments: [Int64(1600), 1800, 2000])
  func `a face beside another box is ambiguous`(time: Int64) {
    let faces = unambiguous { $0 == time ? [walking($0), walking($0) + 0.02, 0.6] : [walking($0), 0.6] }
    #expect(Array(faces.prefix(2)) == [false, true])
  }

  @Test func `a new face is ambiguous`() {
    #expect(unambiguous { $0 < 1600 ? [0.6] : [0.6, 0.2] } == [true, false])
    #expect(unambiguous { $0 < 1400 ? [0.6] : [0.6, 0.2] } == [true, true])
  }

  /// A face at a distance is left out of tracklet linking, which must not mix up the others' numbers.
  @Test func `an unambiguous track keeps its number while others cross`() {
    func left(_ time: Int64) -> Double { 0.4 + 0.15 * (Double(time) / 1000 - 2) }
    func right(_ time: Int64) -> Double { 0.4 - 0.15 * (Double(time) / 1000 - 2) }
    var tracker = tracker(times: everyFifth(4)) { time in
      let centers = time == 0 ? [0.9] : [0.9, left(time), right(time)]
      return centers.map { Box(centerX: $0, centerY: 0.5, width: 0.04, height: 0.07) }
    }
    #expect(tracker.trackCount == 3)
    for time in [Int64(400), 3800] {
      let redactionBoxes = tracker.redactionBoxes(at: ms(time))
      #expect(redactionBoxes.map(\.track) == [0, 1, 2])
      for (redactionBox, place) in zip(redactionBoxes, [0.9, left(time), right(time)]) {
        #expect(abs(redactionBox.box.centerX - place) < 0.02)
      }
    }
  }
}
