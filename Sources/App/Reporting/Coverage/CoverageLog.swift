public import Geometry
public import Tracking

/// Records what a run redacts and adds hold-over boxes for lost faces. A value that is fed frames in display
/// order. Memory grows with the number of tracks and stretches, not with the number of frames.
public struct CoverageLog: Sendable {
  private let policy: ReviewPolicy
  private var presence = TrackBoundaryDetector()
  private var holdOver: HoldOver
  private var reviewItems = ReviewItems()
  private var tracks: [Int: TrackRecord] = [:]
  private var cuts: [MediaTime] = []
  private var frames = 0
  private var end = MediaTime.zero

  /// The hold-over time of a lost face.
  public static let lingering = HoldOver.limit

  public init(policy: ReviewPolicy) {
    self.policy = policy
    holdOver = HoldOver(policy)
  }

  /// Adds the next frame; returns the boxes to redact on it: those of the tracker and the hold-over boxes.
  public mutating func process(_ frame: CoveredFrame) -> [RedactionBox] {
    // A track ends at the cut, although its box is also used in a scene without a sample.
    let own = frame.ownScene
    let change = presence.process(own)
    for (redactionBox, edge) in change.began where tracks[redactionBox.track] == nil {
      tracks[redactionBox.track] = TrackRecord(redactionBox, begins: edge)
    }
    for (redactionBox, edge) in change.ended { tracks[redactionBox.track]?.ends = edge }
    reviewItems.process(own, change)
    let redactionBoxes = frame.redactionBoxes + holdOver.process(own, change)
    for redactionBox in redactionBoxes {
      if redactionBox.reason == .adjacentScene, tracks[redactionBox.track] == nil {
        tracks[redactionBox.track] = TrackRecord(redactionBox, begins: .cut)
      }
      tracks[redactionBox.track]?.add(redactionBox, frame: frames, from: frame.time, to: frame.end)
    }
    if !frame.samples.isEmpty {
      for redactionBox in own.redactionBoxes {
        tracks[redactionBox.track]?.noteMotion(redactionBox, sample: reviewItems.sampling.count)
      }
    }
    cuts += frame.cuts
    frames += 1
    end = max(end, frame.end)
    return redactionBoxes
  }

  /// The coverage after the last frame.
  public func finish() -> Coverage {
    var (reviewItems, tracks) = (reviewItems, tracks)
    for redactionBox in presence.finish() { tracks[redactionBox.track]?.ends = .video }
    let records = tracks.values.sorted { $0.number < $1.number }
    return Coverage(
      tracks: records, cuts: cuts, weakSpots: reviewItems.finish(records, at: end),
      samplingInterval: reviewItems.sampling.interval, end: end, policy: policy)
  }
}

/// What a run redacted, and the review items.
public struct Coverage: Sendable {
  /// All tracks that were redacted on at least one frame, by number.
  public var tracks: [TrackRecord]
  /// Scene cuts in ascending order.
  public var cuts: [MediaTime]
  /// Review items in order of time.
  public var weakSpots: [ReviewItem]
  /// The sampling interval; nil with fewer than two samples.
  public var samplingInterval: MediaTime?
  /// The end of the last frame.
  public var end: MediaTime
  /// How lost faces were handled.
  public var policy: ReviewPolicy
  /// The tracks that were left out as doubtful; of `BlurJob.locate` only.
  public var doubtful: [DoubtfulTrack] = []
}

/// The data of a frame that the coverage log needs.
public struct CoveredFrame: Sendable {
  /// The presentation timestamp.
  public var time: MediaTime
  /// The end of the frame, if the container gives its duration; otherwise equal to `time`.
  public var end: MediaTime
  /// The boxes of the tracker.
  public var redactionBoxes: [RedactionBox]
  /// Timestamps of the samples after the previous frame, up to this one.
  public var samples: [MediaTime]
  /// Scene cuts after the previous frame, up to this one.
  public var cuts: [MediaTime]
  /// Whether no sample follows this frame.
  public var isLastSamplePassed: Bool
  public var isDamaged: Bool
  /// Whether the frame belongs to a scene without a sample, as far as is known when it is redacted.
  public var isUnsampled: Bool

  public init(
    time: MediaTime, end: MediaTime, redactionBoxes: [RedactionBox] = [], samples: [MediaTime] = [],
    cuts: [MediaTime] = [],
    isLastSamplePassed: Bool = false, isDamaged: Bool = false, isUnsampled: Bool = false
  ) {
    self.time = time
    self.end = end
    self.redactionBoxes = redactionBoxes
    self.samples = samples
    self.cuts = cuts
    self.isLastSamplePassed = isLastSamplePassed
    self.isDamaged = isDamaged
    self.isUnsampled = isUnsampled
  }

  /// Without the boxes of other scenes.
  var ownScene: CoveredFrame {
    var frame = self
    frame.redactionBoxes.removeAll { $0.reason == .adjacentScene }
    return frame
  }
}
