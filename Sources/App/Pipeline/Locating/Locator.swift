import Core
import Detections
import Geometry
import Media
import Tracking

/// Says which boxes cover each frame: shows the frames to what finds samples and cuts, feeds those to the tracker,
/// and lets a frame go when its covers are decided.
///
/// Frames must come in the order of their instants, from one task.
actor Locator {
  private let samples: any SampleSource
  private var cuts: CutSource
  private var tracker: Tracker
  private var window: FrameWindow
  private var guide: FlowGuide?
  private var ahead = PendingSamples()
  private var seam = TimestampAmbiguity()
  /// Sampled instants up to which the tracks' steps were not looked at yet.
  private var unseen: [MediaTime] = []
  /// Whether only the samples of frames that wait are known; otherwise all are.
  private let decidesWithinWindow: Bool

  init(
    samples: any SampleSource, decidesWithinWindow: Bool, cuts: CutSource, tracking: TrackerOptions,
    lookAhead: LookAhead,
    guide: FlowGuide?
  ) {
    self.guide = guide
    self.samples = samples
    self.decidesWithinWindow = decidesWithinWindow
    self.cuts = cuts
    window = FrameWindow(lookAhead)
    tracker = Tracker(tracking)
  }

  /// How many tracks have been started so far.
  var trackCount: Int { tracker.trackCount }

  /// Takes the next frame; gives those whose covers are decided by it, none to several.
  func admit(_ frame: TimedFrame) async throws -> [LocatedFrame] {
    try await samples.show(frame)
    try guide?.show(frame)
    if let cut = try cuts.look(at: frame) { note(cut) }
    window.add(frame)
    var ready: [LocatedFrame] = []
    while let (frame, horizon) = window.takeReady() { ready.append(try await located(frame, horizon)) }
    return ready
  }

  /// Takes note that no more frames come; gives the next of those that waited.
  func drain() async throws -> LocatedFrame? {
    guard let frame = window.takeLast() else { return nil }
    return try await located(frame, Self.end)
  }

  /// - Parameter horizon: in a live run, up to where samples are looked at.
  private func located(_ frame: TimedFrame, _ horizon: MediaTime) async throws -> LocatedFrame {
    let instant = frame.instant
    if decidesWithinWindow {
      while let sample = try await samples.next(upTo: horizon) { try add(sample) }
      noteTold(upTo: horizon)
      tracker.decide(upTo: instant)
    } else {
      while tracker.decidedUntil <= instant {
        guard let sample = try await samples.next(upTo: Self.end) else {
          noteTold(upTo: Self.end)
          ahead.areSamplesOver = true
          tracker.finish()
          break
        }
        try add(sample)
      }
    }
    noteBreaks(from: instant, upTo: min(horizon, window.newest ?? instant))
    return LocatedFrame(
      frame: frame.frame, instant: instant, redactionBoxes: redactionBoxes(at: instant),
      passed: ahead.take(upTo: instant))
  }

  private func redactionBoxes(at instant: MediaTime) -> [RedactionBox] {
    // First, so that what is forgotten is not copied for the evidence.
    guide?.forget(before: instant)
    let instants = seam.instants(of: instant, before: window.next)
    guard let evidence = guide?.evidence else { return instants.flatMap { tracker.redactionBoxes(at: $0) } }
    return instants.flatMap { tracker.redactionBoxes(at: $0, guidedBy: evidence) }
  }

  /// Whatever the cut test says, a track ends where its pixels stop being the same face. Then all end there: who is
  /// beside that face is more likely somebody else as well, and a new track only hides more.
  private func noteBreaks(from instant: MediaTime, upTo end: MediaTime) {
    guard let guide, let next = unseen.first, next <= end else { return }
    unseen.removeAll { $0 <= end }
    for step in tracker.steps(after: instant, upTo: end) {
      if let cut = guide.pixelBreak(in: step), cut.place > instant { note(cut) }
    }
  }

  private func add(_ sample: DetectionSample) throws {
    noteTold(upTo: sample.time)
    ahead.add(sample: sample.time)
    unseen.append(sample.time)
    tracker.add(sample)
    try guide?.add(sample)
  }

  private func noteTold(upTo time: MediaTime) {
    for cut in cuts.provided.next(upTo: time) { note(SceneCut(provided: cut)) }
  }

  private func note(_ cut: SceneCut) {
    guard tracker.cut(at: cut.place) else { return }
    ahead.add(cut)
    seam.add(cut)
    guide?.cut(at: cut.place)
  }

  private static let end = MediaTime(nanoseconds: .max / 2)
}

/// The sampled instants and cuts that are known but lie after the newest frame.
struct PendingSamples: Sendable {
  private var samples: [MediaTime] = []
  private var cuts: [SceneCut] = []
  /// Whether the source of samples has no more.
  var areSamplesOver = false

  /// Notes a sampled instant.
  mutating func add(sample: MediaTime) { samples.append(sample) }

  /// Notes a cut.
  mutating func add(_ cut: SceneCut) { cuts.append(cut) }

  /// Takes what a frame passes.
  mutating func take(upTo time: MediaTime) -> LocatedFrame.Passed {
    var passed = LocatedFrame.Passed()
    passed.samples = samples.filter { $0 <= time }
    passed.cuts = cuts.filter { $0.place <= time }.map(\.time)
    if !passed.samples.isEmpty { samples.removeAll { $0 <= time } }
    if !passed.cuts.isEmpty { cuts.removeAll { $0.place <= time } }
    passed.areSamplesOver = areSamplesOver && samples.isEmpty
    return passed
  }
}
