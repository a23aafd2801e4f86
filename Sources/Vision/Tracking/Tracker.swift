public import Geometry

/// Follows faces through sparse, timestamped boxes and tells what to hide at any instant.
///
/// Feed it samples with ``add(time:_:)`` and ask it for ``redactionBoxes(at:)`` once ``decidedUntil`` has passed the
/// instant. It holds a window of samples, so memory does not grow with the length of the video; equal input
/// gives equal covers, however the calls are interleaved.
public struct Tracker: Sendable {
  private let options: TrackerOptions
  private let boxBuilder: RedactionBoxBuilder
  private var tracks: Tracks
  private var samplingInterval: SamplingInterval
  private var cuts: [MediaTime] = []
  /// The sampled instants that are not settled yet, and the last that is.
  private var window: [MediaTime] = []
  private var finalized: MediaTime?
  private var isFinished = false
  /// What lies before this instant is not asked for any more.
  private var asked = Self.beginning

  /// Covers at instants before this one can no longer change.
  public private(set) var decidedUntil = Self.beginning

  /// How many tracks have been started.
  public var trackCount: Int { tracks.count }

  /// Makes a tracker that has seen nothing.
  public init(_ options: TrackerOptions = TrackerOptions()) {
    self.options = options
    tracks = Tracks(maxGap: options.maxGap)
    samplingInterval = SamplingInterval(least: options.leastInterval)
    let deviations = PortableMath.probit(options.coverage)
    boxBuilder = RedactionBoxBuilder(
      deviations: deviations, margin: options.margin, picture: options.picture)
  }

  /// Adds what was detected at a sampled instant; no observations mean that nothing was detected there.
  ///
  /// Times must increase from call to call; a sample whose time does not is left out.
  public mutating func add(time: MediaTime, _ observations: [Observation]) {
    guard !isFinished, tracks.samples.last.map({ $0 < time }) ?? true else { return }
    tracks.forget(before: asked)
    samplingInterval.add(time)
    window.append(time)
    tracks.associate(observations, at: time, in: scene(at: time))
    tracks.linkTracklets()
    guard window.count == Self.lag + Self.batch else { return }
    finalize(upTo: window[Self.batch - 1])
    window.removeFirst(Self.batch)
  }

  /// Says that there are no more samples: everything is decided.
  public mutating func finish() {
    isFinished = true
    if let last = window.last { finalize(upTo: last) }
    decidedUntil = MediaTime(nanoseconds: .max)
  }

  /// Decides the covers up to an instant from what is known now: for a caller that cannot wait for the samples
  /// that ``decidedUntil`` waits for. What those bring changes later covers only.
  public mutating func decide(upTo time: MediaTime) {
    guard !isFinished, decidedUntil <= time else { return }
    if let newest = window.last {
      tracks.smooth(upTo: newest, finalizing: time, interval: samplingInterval.interval)
    }
    let passed = window.prefix { $0 <= time }
    finalized = passed.last ?? finalized
    window.removeFirst(passed.count)
    decidedUntil = MediaTime(nanoseconds: time.nanoseconds + 1)
  }

  /// Notes a scene cut: nothing is tracked across it.
  ///
  /// The instant is that of the first frame after the cut. It may be given ahead of the samples or after them;
  /// it changes the covers that are asked for from then on, and must not lie before those asked for already.
  ///
  /// - Returns: whether it was not known.
  @discardableResult public mutating func cut(at time: MediaTime) -> Bool {
    guard !cuts.contains(time) else { return false }
    cuts.insert(time, at: cuts.firstIndex { $0 > time } ?? cuts.endIndex)
    tracks.split(at: time)
    if let finalized {
      tracks.smooth(upTo: finalized, finalizing: finalized, interval: samplingInterval.interval)
    }
    return true
  }

  /// The steps of all tracks from one sample to the next that end after an instant and not after another.
  public func steps(after time: MediaTime, upTo end: MediaTime) -> [TrackStep] {
    tracks.all.flatMap { track in
      zip(track.points, track.points.dropFirst()).compactMap { from, to in
        guard to.time > time, to.time <= end else { return nil }
        return TrackStep(start: from.time, from: from.observation.box, end: to.time, to: to.observation.box)
      }
    }
  }

  /// What to hide at an instant before ``decidedUntil``, in the order in which the tracks were started.
  ///
  /// Instants must not decrease from call to call: what lies behind is forgotten.
  public mutating func redactionBoxes(at time: MediaTime) -> [RedactionBox] {
    leave(before: time)
    var redactionBoxes: [RedactionBox] = []
    redactionBoxes.reserveCapacity(tracks.all.count)
    let context = FrameContext(time, of: scene(at: time), tracks.camera)
    for index in tracks.all.indices where tracks.all[index].reaches(time) {
      if let redactionBox = boxBuilder.redactionBox(&tracks.all[index], at: context) {
        redactionBoxes.append(redactionBox)
      }
    }
    return redactionBoxes
  }

  /// The same where pictures tell how faces moved between samples; a track may then have several covers.
  public mutating func redactionBoxes(at time: MediaTime, guidedBy evidence: some MotionEvidence)
    -> [RedactionBox]
  {
    leave(before: time - MediaTime(nanoseconds: Int64(FlowGuidedBoxes.span)))
    let guided = FlowGuidedBoxes(boxBuilder: boxBuilder, evidence: evidence)
    let context = FrameContext(time, of: scene(at: time), tracks.camera)
    return tracks.all.indices.flatMap { guided.redactionBoxes(&tracks.all[$0], at: context) }
  }

  /// Notes that nothing before an instant is asked for any more. It is forgotten with the next sample, or now if there
  /// is none.
  private mutating func leave(before time: MediaTime) {
    asked = time
    while cuts.count > 1, cuts[1] <= time { cuts.removeFirst() }
    if isFinished { tracks.forget(before: asked) }
  }

  /// The cuts on both sides of an instant.
  private func scene(at time: MediaTime) -> Range<MediaTime> {
    let start = cuts.last { $0 <= time } ?? Self.beginning
    return start..<(cuts.first { $0 > time } ?? MediaTime(nanoseconds: .max))
  }

  /// Smooths up to a sampled instant, and decides what no later sample can change: holes are closed after
  /// `maxGap`, and first samples reach back by two intervals at most.
  private mutating func finalize(upTo time: MediaTime) {
    let free = (time - decidedUntil).nanoseconds / 2
    let interval = MediaTime(nanoseconds: min(samplingInterval.interval.nanoseconds, free))
    tracks.smooth(upTo: time, finalizing: time, interval: interval)
    finalized = time
    decidedUntil = max(decidedUntil, time - max(options.maxGap, interval + interval))
  }

  /// How many samples beyond an instant its smoothed state waits for: with the motion assumed here, what lies
  /// further off moves it by less than a thousandth of the face.
  private static let lag = 6
  /// How many samples are smoothed at once, which saves smoothing the lag for each of them.
  private static let batch = 8
  private static let beginning = MediaTime(nanoseconds: .min / 2)
}

/// The way of a track from one sample to the next in which it was detected.
public struct TrackStep: Hashable, Sendable {
  /// When it was detected.
  public var start: MediaTime
  /// Where it was then.
  public var from: Box
  /// When it was detected next.
  public var end: MediaTime
  /// Where it was then.
  public var to: Box

  /// Makes a step.
  public init(start: MediaTime, from: Box, end: MediaTime, to: Box) {
    (self.start, self.from, self.end, self.to) = (start, from, end, to)
  }
}
