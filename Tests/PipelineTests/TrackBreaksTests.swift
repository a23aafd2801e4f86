import FrameveilTesting
import Geometry
@testable import Pipeline
import Testing
import Tracking

/// Which breaks in the pixels of tracks are scene cuts.
@Suite struct TrackBreaksTests {
  private static func time(_ frame: Int) -> MediaTime { MediaTime(nanoseconds: Int64(frame) * 40_000_000) }

  private static func cut(_ frame: Int) -> SceneCut { SceneCut(before: time(frame), after: time(frame - 1)) }

  /// A step from one frame to another.
  private static func step(_ start: Int, _ end: Int, track: Int = 0) -> TrackStep {
    let box = Box(left: 0.4, top: 0.4, width: 0.1, height: 0.1)
    return TrackStep(track: track, start: time(start), from: box, end: time(end), to: box)
  }

  /// The frames of the cuts that follow from steps with a break each, or none.
  private func cuts(_ breaks: [Int?], from start: Int = 0, to end: Int = 5) -> [SceneCut] {
    TrackBreaks(steps: breaks.map { (Self.step(start, end), $0.map(Self.cut)) }).cuts
  }

  @Test func `the pixels of most faces tell a cut`() {
    #expect(cuts([3]) == [Self.cut(3)])
    #expect(cuts([3, 3, nil]) == [Self.cut(3)])
    #expect(cuts([3, nil]) == [Self.cut(3)])
  }

  @Test func `one face of several does not end all tracks`() {
    #expect(cuts([3, nil, nil]).isEmpty)
    #expect(cuts([1, 2, 3, 4, nil, nil]).isEmpty)
  }

  @Test func `a face that stops alone may be another one from there on`() {
    let steps = [3, nil, nil].enumerated().map { track, place in
      (step: Self.step(0, 5, track: track), cut: place.map(Self.cut))
    }
    let changes = TrackBreaks(steps: steps).changes
    #expect(changes.map(\.track) == [0] && changes.map(\.time) == [Self.cut(3).boundary])
    #expect(TrackBreaks(steps: [steps[0]]).changes.isEmpty)
  }

  @Test(arguments: UInt64(1)...40)
  func `between two samples there is at most one cut, on which half of the faces agree`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let steps = (0..<Int.random(in: 1...12, using: &random)).map { _ in
      let start = 5 * Int.random(in: 0...3, using: &random)
      let end = start + 5 * Int.random(in: 1...2, using: &random)
      let isBroken = Bool.random(using: &random)
      let place = isBroken ? Int.random(in: start + 1...end, using: &random) : nil
      return (step: Self.step(start, end), cut: place.map(Self.cut))
    }
    let cuts = TrackBreaks(steps: steps).cuts
    for (step, _) in steps {
      #expect(cuts.count { step.start < $0.boundary && $0.boundary <= step.end } <= 1)
    }
    for cut in cuts {
      let around = steps.filter { $0.step.start < cut.boundary && cut.boundary <= $0.step.end }
      #expect(2 * around.count { $0.cut == cut } >= around.count)
    }
  }
}
