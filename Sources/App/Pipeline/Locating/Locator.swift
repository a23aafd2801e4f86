import Core
public import Detections
import Geometry
import Media
import OpticalFlow
import Reporting
public import Tracking

/// Determines the redaction boxes of each frame: passes the frames to the detector and the cut detector,
/// feeds samples and cuts to the tracker, and releases a frame when its boxes are decided.
///
/// Frames must be added in order of their timestamps, from one task.
actor Locator {
  private let samples: any SampleSource
  private var cuts: CutSource
  private var trackers: SubjectTrackers
  private var window: FrameWindow
  private var guide: FlowGuide?
  private var pending = PendingSamples()
  private var ambiguity = TimestampAmbiguity()
  /// Samples up to which the track steps were not checked for pixel breaks yet.
  private var uncheckedSamples: [MediaTime] = []
  /// The tracks that may be those of other faces, and from when on.
  private var changes: [Int: MediaTime] = [:]
  /// The newest released frame.
  private var released: MediaTime?
  /// Whether boxes are decided from the samples inside the look-ahead window; otherwise all samples are
  /// known.
  private let decidesWithinWindow: Bool
  /// What the frames and the detections have said so far, if it is kept.
  private var found = Findings()
  private let keepsFindings: Bool

  /// What the frames and the detections of a part of a video say, in order of time.
  struct Findings: Sendable {
    var changes: [(time: MediaTime, change: SceneChange)] = []
    var samples: [DetectionSample] = []
    var flow = FlowFindings()
  }

  init(
    samples: any SampleSource, decidesWithinWindow: Bool, cuts: CutSource, tracking: TrackerOptions,
    lookAhead: LookAhead,
    guide: FlowGuide?, keepsFindings: Bool = false
  ) {
    self.keepsFindings = keepsFindings
    self.guide = guide
    self.samples = samples
    self.decidesWithinWindow = decidesWithinWindow
    self.cuts = cuts
    window = FrameWindow(lookAhead)
    trackers = SubjectTrackers(tracking)
  }

  /// The number of tracks started so far.
  var trackCount: Int { trackers.trackCount }
  /// The number of these that were left out as doubtful.
  var doubtfulTrackCount: Int { trackers.doubtfulCount }
  var doubtfulTracks: [DoubtfulTrack] { trackers.doubtfulTracks }

  /// What the frames and the detections have said so far, if it is kept.
  var findings: Findings {
    var all = found
    if let guide { all.flow = guide.findings }
    return all
  }

  /// Replaces what is known of the frames around the next one.
  func know(_ flow: FlowFindings) { guide?.findings = flow }

  /// Adds the next frame; returns the frames whose boxes are now decided.
  func process(_ frame: TimedFrame) async throws -> [LocatedFrame] {
    let scene = try cuts.look(at: frame)
    if keepsFindings, let change = scene.change { found.changes.append((frame.timestamp, change)) }
    try await samples.observe(frame, sceneStart: scene.start)
    try await observeMotion(in: frame)
    if let cut = scene.cut { note(ahead(cut, at: frame)) }
    trackers.known = KnownExtent(frames: frame.timestamp, cuts: cuts.knownUntil)
    window.add(frame)
    var ready: [LocatedFrame] = []
    while let (frame, horizon) = window.takeReady() { ready.append(try await located(frame, horizon)) }
    return ready
  }

  /// Far from any box there is nothing to follow, and the frame is not scaled down.
  private func observeMotion(in frame: TimedFrame) async throws {
    guard frame.isVisible else { return }
    if await samples.mayHaveBoxes(within: FlowGuide.span, of: frame.timestamp) {
      try guide?.observe(frame)
    } else {
      guide?.interrupt()
    }
  }

  /// Releases the next waiting frame after the last one was added; nil when none is left.
  func drain() async throws -> LocatedFrame? {
    guard let frame = window.takeLast() else { return nil }
    return try await located(frame, Self.end)
  }

  /// - Parameter horizon: the last timestamp whose samples are used when deciding within the window.
  private func located(_ frame: TimedFrame, _ horizon: MediaTime) async throws -> LocatedFrame {
    let timestamp = frame.timestamp
    if decidesWithinWindow {
      while let sample = try await samples.next(upTo: horizon) { try add(sample) }
      noteProvidedCuts(upTo: horizon)
      trackers.decide(upTo: timestamp)
    } else {
      while !trackers.isDecided(at: timestamp) {
        guard let sample = try await samples.next(upTo: Self.end) else {
          noteProvidedCuts(upTo: Self.end)
          pending.isLastSamplePassed = true
          trackers.finish()
          break
        }
        try add(sample)
      }
    }
    try noteBreaks(from: timestamp, upTo: min(horizon, window.newest ?? timestamp))
    released = timestamp
    return LocatedFrame(
      frame: frame.frame, timestamp: timestamp, redactionBoxes: redactionBoxes(at: timestamp),
      isUnsampled: trackers.isUnsampled(at: timestamp),
      changedTracks: Set(changes.filter { $0.value <= timestamp }.keys), passed: pending.take(upTo: timestamp)
    )
  }

  private func redactionBoxes(at timestamp: MediaTime) -> [RedactionBox] {
    // Before reading the evidence: otherwise the dropped data would be copied with it (copy on write).
    guide?.forget(before: timestamp)
    let instants = ambiguity.instants(of: timestamp, before: window.next)
    let evidence = guide?.evidence
    return instants.flatMap { trackers.redactionBoxes(at: $0, guidedBy: evidence) }
  }

  /// Tracks end where the pixels of most faces stop matching, whether or not a scene cut was detected. A track that stops
  /// alone goes on as that of anybody.
  private func noteBreaks(from timestamp: MediaTime, upTo end: MediaTime) throws {
    guard guide != nil, let next = uncheckedSamples.first, next <= end else { return }
    uncheckedSamples.removeAll { $0 <= end }
    let steps = try trackers.steps(after: timestamp, upTo: end).map { ($0, try guide?.sceneCut(in: $0)) }
    let breaks = TrackBreaks(steps: steps)
    for cut in breaks.cuts where cut.boundary > timestamp { note(cut) }
    for (track, time) in breaks.changes { changes[track] = min(time, changes[track] ?? time) }
  }

  /// The cut, or that before the oldest waiting frame if it was found too late: the middle of a dissolve may have been
  /// released.
  private func ahead(_ cut: SceneCut, at newest: TimedFrame) -> SceneCut {
    guard let released, cut.boundary <= released else { return cut }
    return SceneCut(before: window.next ?? newest.timestamp, after: released)
  }

  private func add(_ sample: DetectionSample) throws {
    noteProvidedCuts(upTo: sample.time)
    pending.add(sample: sample.time)
    uncheckedSamples.append(sample.time)
    if keepsFindings { found.samples.append(sample) }
    trackers.add(sample)
    try guide?.add(sample)
  }

  private func noteProvidedCuts(upTo time: MediaTime) {
    for cut in cuts.provided.next(upTo: time) { note(SceneCut(provided: cut)) }
  }

  private func note(_ cut: SceneCut) {
    guard trackers.cut(at: cut.boundary) else { return }
    pending.add(cut)
    ambiguity.add(cut)
    guide?.cut(at: cut.boundary)
  }

  private static let end = MediaTime(nanoseconds: .max / 2)
}

/// Where what the pixels say comes from.
enum PixelUse {
  /// From the frames.
  case seen
  /// From the frames, and it is kept.
  case kept
  /// From an analysis of the video, and there are no frames with pixels.
  case known
}

/// Samples and scene cuts after the newest released frame.
struct PendingSamples: Sendable {
  private var samples: [MediaTime] = []
  private var cuts: [SceneCut] = []
  /// Whether the source has no more samples.
  var isLastSamplePassed = false

  mutating func add(sample: MediaTime) { samples.append(sample) }

  mutating func add(_ cut: SceneCut) { cuts.append(cut) }

  /// Removes the samples and cuts up to a timestamp.
  mutating func take(upTo time: MediaTime) -> LocatedFrame.Passed {
    var passed = LocatedFrame.Passed()
    passed.samples = samples.filter { $0 <= time }
    passed.cuts = cuts.filter { $0.boundary <= time }.map(\.time)
    if !passed.samples.isEmpty { samples.removeAll { $0 <= time } }
    if !passed.cuts.isEmpty { cuts.removeAll { $0.boundary <= time } }
    passed.isLastSamplePassed = isLastSamplePassed && samples.isEmpty
    return passed
  }
}

/// A frame with its redaction boxes.
struct LocatedFrame: Sendable {
  var frame: Frame
  /// The unique timestamp of the frame, from its ``TimedFrame``.
  var timestamp: MediaTime
  var redactionBoxes: [RedactionBox]
  /// Whether the frame belongs to a scene without a sample, as far as samples and cuts are known.
  var isUnsampled: Bool
  /// The tracks whose pixels have stopped matching: they may be those of other faces.
  var changedTracks: Set<Int> = []
  var passed = Passed()

  /// The samples and scene cuts after the previous frame, up to this one.
  struct Passed: Sendable {
    var samples: [MediaTime] = []
    var cuts: [MediaTime] = []
    /// Whether no sample follows this frame.
    var isLastSamplePassed = false
  }

  /// Whether nobody can tell what the frame shows, and it is redacted whole.
  func isWhollyHidden(by policy: ReviewPolicy) -> Bool {
    frame.isDamaged || (isUnsampled && policy == .hideFrame)
  }

  /// The data of the frame for the coverage log.
  var covered: CoveredFrame {
    CoveredFrame(
      time: timestamp, end: timestamp + (frame.duration ?? .zero), redactionBoxes: redactionBoxes,
      samples: passed.samples,
      cuts: passed.cuts, isLastSamplePassed: passed.isLastSamplePassed, isDamaged: frame.isDamaged,
      isUnsampled: isUnsampled)
  }
}

extension Tracker {
  /// Adds the boxes of a sample as observations.
  public mutating func add(_ sample: DetectionSample) {
    add(
      time: sample.time,
      sample.boxes.map {
        Observation(box: $0.box, confidence: $0.confidence, identity: $0.identity, marks: $0.matches)
      })
  }
}
