import FrameveilTesting
import Geometry
import Testing

@testable import Tracking

/// Tracklet linking joins a track that began as another one.
@Suite(.blocking) struct MergedTrackTests {
  private static let box = Box(left: 0.4, top: 0.4, width: 0.1, height: 0.1)

  /// A track with an observation of a standing face at each of some times.
  private func track(
    _ number: Int, at times: [Int64], _ confirmation: TrackConfirmation, _ observation: (Int64) -> Observation
  ) throws -> Track {
    var track: Track?
    for time in times {
      let sample = Camera.Sample(time: ms(time))
      let coordinates = FaceState.coordinates(of: Self.box)
      if track?.extend(to: observation(time), coordinates, at: sample) == nil {
        let always = MediaTime(nanoseconds: .min)..<MediaTime(nanoseconds: .max)
        track = Track(number: number, observation(time), coordinates, at: sample, in: always, confirmation)
      }
    }
    return try #require(track)
  }

  @Test func `what the dropped points of a track tell is kept when its other points are joined to another`()
    throws
  {
    let confirmation = TrackConfirmation(40)
    var tracks = Tracks(maxGap: ms(8000), confirmation: confirmation)
    let early = try track(0, at: [0, 200, 400, 600, 800], confirmation) { _ in
      Observation(box: Self.box, confidence: 10, marks: 1)
    }
    var late = try track(1, at: [1000, 1200, 1400, 1600], confirmation) { time in
      Observation(box: Self.box, confidence: time == 1000 ? 50 : 20, marks: time == 1000 ? 2 : 4)
    }
    late.forget(before: ms(1200))
    tracks.all = [early, late]
    tracks.samples = [1000, 1200, 1400, 1600].map(ms)
    tracks.linkTracklets()

    try #require(tracks.all.map(\.number) == [0])
    let evidence = tracks.all[0].evidence(upTo: ms(1600))
    #expect(evidence.confidence == 50 && evidence.isSufficient)
    #expect(tracks.all[0].marks == 7)
  }

  /// A face walks, is missed once, and comes back faster than it went: it begins a track, until three samples show that
  /// it is the same.
  @Test(arguments: [50.0, 20])
  func `a doubtful track that was joined to another is doubtful as long as that is`(confidence: Double) {
    var options = TrackerOptions()
    options.confirmation = TrackConfirmation(40)
    var tracker = Tracker(options)
    var doubtful: Set<Int> = []
    for time in everyFifth(3) {
      let seconds = Double(time) / 1000
      let left = time < 1400 ? 0.2 + 0.17 * seconds : 0.52 - 0.46 * (seconds - 1.6)
      let box = Box(left: left, top: 0.4, width: 0.1, height: 0.1)
      let observation = Observation(box: box, confidence: time < 1400 ? confidence : 20)
      tracker.add(time: ms(time), time == 1400 ? [] : [observation])
      tracker.decide(upTo: ms(time - 500))
      _ = tracker.redactionBoxes(at: ms(time - 500))
      doubtful.formUnion(tracker.doubtful)
    }
    #expect(tracker.trackCount == 2 && doubtful.contains(1))
    #expect(tracker.doubtful == (confidence < 40 ? [0, 1] : []))
  }
}
