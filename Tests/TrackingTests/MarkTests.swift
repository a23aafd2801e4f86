import FrameveilTesting
import Geometry
import Testing
import Tracking

/// The observations' marks on redaction boxes.
@Suite(.blocking) struct MarkTests {
  /// The redaction boxes of a static face with a sample every half second, with or without marks, or missing.
  private func redactionBoxes(_ marks: [UInt32?], at milliseconds: [Int64]) -> [RedactionBox?] {
    var tracker = Tracker()
    for (index, mark) in marks.enumerated() {
      let box = Box(left: 0.4, top: 0.4, width: 0.2, height: 0.2)
      let found = mark.map { [Observation(box: box, marks: $0)] } ?? []
      tracker.add(time: MediaTime(nanoseconds: Int64(index) * 500_000_000), found)
    }
    tracker.finish()
    return milliseconds.map { tracker.redactionBoxes(at: MediaTime(nanoseconds: $0 * 1_000_000)).first }
  }

  @Test func `a redaction box has the marks that the samples on both sides have in common`() {
    let found = redactionBoxes(
      [1, 3, 2, 0, 1, 1], at: [0, 250, 500, 750, 1000, 1250, 1750, 2000, 2250, 2500, 2700])
    #expect(found.map { $0?.marks } == [1, 1, 2, 2, 0, 0, 0, 1, 1, 0, 0])
    #expect(found.last??.reason == .extended)
  }

  @Test func `a redaction box in a gap has no marks`() {
    let found = redactionBoxes([1, 1, nil, nil, 1, 1], at: [250, 500, 1000, 1500, 2250])
    #expect(found.map { $0?.reason } == [.between, .sample, .bridged, .bridged, .between])
    #expect(found.map { $0?.marks } == [1, 0, 0, 0, 1])
  }

  @Test func `trackMarks contains the marks of all samples, dropped and future ones too`() {
    let marks: [UInt32?] = [4] + Array(repeating: 0, count: 60) + [8]
    let times: [Int64] = [250, 15_000, 29_000, 30_400]
    let found = redactionBoxes(marks, at: times)
    #expect(found.map { $0?.trackMarks } == [12, 12, 12, 12])
    #expect(found.allSatisfy { $0?.marks == 0 })
  }
}
