import Detections
import Geometry
import Media
import Tracking

/// Says which boxes cover each frame: shows the frames to what finds samples and cuts, feeds those to the tracker,
/// and lets a frame go when its covers are decided.
///
/// Frames must come in the order of their times, from one task.
actor Locator {
  private let samples: any SampleSource
  private var cuts: CutSource
  private var tracker: Tracker
  private var window: FrameWindow
  /// How far ahead of a frame samples are looked at; nil: as far as they change anything.
  private let lookAhead: MediaTime?

  init(
    samples: any SampleSource, cuts: CutSource, tracking: TrackerOptions, window: FrameWindow,
    lookAhead: MediaTime? = nil
  ) {
    self.samples = samples
    self.cuts = cuts
    self.window = window
    self.lookAhead = lookAhead
    tracker = Tracker(tracking)
  }

  /// How many tracks have been started so far.
  var trackCount: Int { tracker.trackCount }

  /// Takes the next frame; gives those whose covers are decided by it, none to several.
  func admit(_ frame: Frame) async throws -> [Located] {
    try await samples.show(frame)
    if let cut = try cuts.look(at: frame) { tracker.cut(at: cut) }
    window.add(frame)
    var ready: [Located] = []
    while let frame = window.takeReady() { ready.append(try await located(frame)) }
    return ready
  }

  /// Takes note that no more frames come; gives the next of those that waited.
  func drain() async throws -> Located? {
    guard let frame = window.takeLast() else { return nil }
    return try await located(frame)
  }

  private func located(_ frame: Frame) async throws -> Located {
    if let lookAhead {
      while let sample = try await samples.next(upTo: frame.time + lookAhead) { add(sample) }
      tracker.decide(upTo: frame.time)
    } else {
      while tracker.decidedUntil <= frame.time {
        guard let sample = try await samples.next(upTo: Self.end) else {
          for cut in cuts.told(upTo: Self.end) { tracker.cut(at: cut) }
          tracker.finish()
          break
        }
        add(sample)
      }
    }
    return Located(frame: frame, covers: tracker.covers(at: frame.time))
  }

  private func add(_ sample: DetectionSample) {
    for cut in cuts.told(upTo: sample.time) { tracker.cut(at: cut) }
    tracker.add(
      time: sample.time,
      sample.boxes.map {
        Observation(box: $0.box, confidence: $0.confidence, identity: $0.identity, marks: $0.matches)
      })
  }

  private static let end = MediaTime(nanoseconds: .max / 2)
}
