public import Geometry

/// Multi-object tracking of faces in sparse, timestamped detections; computes the boxes to redact at any
/// time.
///
/// Add samples with ``add(time:_:)`` and request ``redactionBoxes(at:)`` once ``isDecided(at:)`` the time. The tracker holds a window of samples, so memory does not grow with the length of the video. Equal
/// input gives equal redaction boxes, however the calls are interleaved.
///
/// Each sample is predicted, associated and updated as in SORT, with a Kalman filter per track. Tracklet
/// linking revises the association three samples later, and fixed-lag smoothing finalizes the states.
public struct Tracker: Sendable {
  private let options: TrackerOptions
  private let boxBuilder: RedactionBoxBuilder
  private var tracks: Tracks
  private var samplingInterval: SamplingInterval
  var scenes = Scenes()
  /// The times of the samples that are not final yet, and the last that is.
  private var window: [MediaTime] = []
  private var finalized: MediaTime?
  private var isFinished = false
  /// The tracks that were left out as doubtful, and have had no redaction box since; nor has the track that such a track
  /// was joined to.
  public private(set) var doubtful: Set<Int> = []
  /// Where these were detected, if ``TrackerOptions/keepsDoubtful``.
  private var doubtfulDetections: [Int: [DoubtfulTrack.Detection]] = [:]
  /// The doubtful tracks by number, if ``TrackerOptions/keepsDoubtful``.
  public var doubtfulTracks: [DoubtfulTrack] {
    doubtful.sorted().compactMap { number in
      doubtfulDetections[number].map { DoubtfulTrack(number: number, detections: $0) }
    }
  }
  /// Nothing before this time is requested any more.
  private var requested = Self.beginning

  /// Redaction boxes before this time can no longer change.
  public private(set) var decidedUntil = Self.beginning

  /// The number of tracks that have been started, and that of the next one. It may be raised, so that the tracks of several
  /// trackers have different numbers.
  public var trackCount: Int {
    get { tracks.count }
    set { tracks.count = max(tracks.count, newValue) }
  }

  public init(_ options: TrackerOptions = TrackerOptions()) {
    self.options = options
    tracks = Tracks(maxGap: options.maxGap, confirmation: options.confirmation)
    samplingInterval = SamplingInterval(minimum: options.minInterval)
    let deviations = PortableMath.probit(options.coverage)
    boxBuilder = RedactionBoxBuilder(
      deviations: deviations, margin: options.margin, picture: options.picture)
  }

  /// Adds the detections of a sample; an empty list means that nothing was detected at that time.
  ///
  /// Times must increase from call to call; any other sample is ignored.
  public mutating func add(time: MediaTime, _ observations: [Observation]) {
    guard !isFinished, tracks.samples.last.map({ $0 < time }) ?? true else { return }
    tracks.forget(before: requested)
    samplingInterval.add(time)
    scenes.add(sample: time, interval: samplingInterval.interval)
    window.append(time)
    tracks.associate(observations, at: time, in: scenes.scene(at: time))
    tracks.linkTracklets()
    guard window.count == Self.lag + Self.batch else { return }
    finalize(upTo: window[Self.batch - 1])
    window.removeFirst(Self.batch)
  }

  /// Ends the input: all redaction boxes become final.
  public mutating func finish() {
    isFinished = true
    if let last = window.last { finalize(upTo: last) }
    decidedUntil = MediaTime(nanoseconds: .max)
  }

  /// Finalizes the redaction boxes up to a time with what is known now, for a caller that cannot wait for the
  /// samples that ``decidedUntil`` requires. Later samples change later boxes only.
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

  /// Adds a scene cut: no track continues across it.
  ///
  /// The time is that of the first frame after the cut. A cut may be added before or after the samples around
  /// it; it affects the redaction boxes requested from then on, and must not be before those already
  /// requested.
  ///
  /// - Returns: whether the cut was new.
  @discardableResult public mutating func cut(at time: MediaTime) -> Bool {
    guard scenes.add(cut: time) else { return false }
    tracks.split(at: time)
    if let finalized {
      tracks.smooth(upTo: finalized, finalizing: finalized, interval: samplingInterval.interval)
    }
    return true
  }

  /// The steps of all tracks from one sample to the next that end after `time`, and at `end` at the latest.
  public func steps(after time: MediaTime, upTo end: MediaTime) -> [TrackStep] {
    tracks.all.flatMap { track in
      zip(track.points, track.points.dropFirst()).compactMap { from, to in
        guard to.time > time, to.time <= end else { return nil }
        return TrackStep(
          track: track.number, start: from.time, from: from.observation.box, end: to.time,
          to: to.observation.box)
      }
    }
  }

  /// How far ahead frames and cuts are known; by default, all are.
  public var known: KnownExtent {
    get { scenes.known }
    set { scenes.known = newValue }
  }

  /// The boxes to redact at a decided time (``isDecided(at:)``), in the order in which the tracks were started.
  ///
  /// Times must not decrease from call to call: earlier points are dropped.
  public mutating func redactionBoxes(at time: MediaTime) -> [RedactionBox] {
    discard(before: time, at: time)
    return ownBoxes(at: time) + adjacentBoxes(at: time)
  }

  /// The same with optical flow between the samples; a track may then have several redaction boxes.
  public mutating func redactionBoxes(at time: MediaTime, guidedBy evidence: some MotionEvidence)
    -> [RedactionBox]
  {
    discard(before: time - MediaTime(nanoseconds: Int64(FlowGuidedBoxes.maxPathDuration)), at: time)
    let guided = FlowGuidedBoxes(boxBuilder: boxBuilder, evidence: evidence)
    let context = FrameContext(time, of: scenes.scene(at: time), tracks.camera)
    let own = tracks.all.indices.flatMap {
      isLikely($0, at: time) ? guided.redactionBoxes(&tracks.all[$0], at: context) : []
    }
    return own + adjacentBoxes(at: time)
  }

  /// The boxes at a time from the samples of its own scene.
  mutating func ownBoxes(at time: MediaTime) -> [RedactionBox] {
    var redactionBoxes: [RedactionBox] = []
    redactionBoxes.reserveCapacity(tracks.all.count)
    let context = FrameContext(time, of: scenes.scene(at: time), tracks.camera)
    for index in tracks.all.indices where tracks.all[index].reaches(time) {
      guard isLikely(index, at: time) else { continue }
      if let redactionBox = boxBuilder.redactionBox(&tracks.all[index], at: context) {
        redactionBoxes.append(redactionBox)
      }
    }
    return redactionBoxes
  }

  /// Whether a track is likely enough a face to be redacted.
  private mutating func isLikely(_ index: Int, at time: MediaTime) -> Bool {
    guard options.confirmation != .none else { return true }
    let number = tracks.all[index].number
    let end = time + TrackerOptions.confirmationSpan
    guard !tracks.all[index].evidence(upTo: end).isSufficient else {
      doubtful.remove(number)
      doubtful.subtract(tracks.all[index].merged)
      return true
    }
    // A track that only begins later is not doubtful yet.
    if tracks.all[index].span.lowerBound <= end {
      doubtful.insert(number)
      if options.keepsDoubtful { keepDetections(of: tracks.all[index], upTo: end) }
    }
    return false
  }

  private mutating func keepDetections(of track: Track, upTo end: MediaTime) {
    let last = doubtfulDetections[track.number]?.last?.time ?? Self.beginning
    let new = track.points.filter { $0.time > last && $0.time <= end }
    doubtfulDetections[track.number, default: []] += new.map {
      DoubtfulTrack.Detection(time: $0.time, box: $0.observation.box, confidence: $0.observation.confidence)
    }
  }

  /// Records that boxes are requested at a time, from points after `start` and the last sample before it. What is
  /// older is dropped with the next sample, or now if there is none.
  private mutating func discard(before start: MediaTime, at time: MediaTime) {
    requested = min(start, scenes.lastSample(upTo: time))
    scenes.forget(before: requested)
    if isFinished { tracks.forget(before: requested) }
  }

  /// Fixed-lag smoothing up to a sample, and finalizing of what no later sample can change: gaps are closed
  /// after `maxGap`, and first samples reach back by at most two intervals.
  private mutating func finalize(upTo time: MediaTime) {
    let free = (time - decidedUntil).nanoseconds / 2
    let interval = MediaTime(nanoseconds: min(samplingInterval.interval.nanoseconds, free))
    tracks.smooth(upTo: time, finalizing: time, interval: interval)
    finalized = time
    decidedUntil = max(decidedUntil, time - max(options.maxGap, interval + interval))
  }

  /// The lag of the fixed-lag smoother in samples: with this motion model, later samples change the state by
  /// less than a thousandth of a face.
  private static let lag = 6
  /// The number of samples that are smoothed at once, so that the lag is not smoothed again for each of them.
  private static let batch = 8
  private static let beginning = MediaTime(nanoseconds: .min / 2)
}

/// The motion of a track from one sample to the next in which it was detected.
public struct TrackStep: Hashable, Sendable {
  /// The track's number.
  public var track: Int
  /// The time of the first sample.
  public var start: MediaTime
  public var from: Box
  /// The time of the next sample.
  public var end: MediaTime
  public var to: Box

  public init(track: Int = 0, start: MediaTime, from: Box, end: MediaTime, to: Box) {
    (self.track, self.start, self.from, self.end, self.to) = (track, start, from, end, to)
  }
}
