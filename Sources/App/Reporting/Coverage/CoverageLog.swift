public import Geometry
public import Tracking

/// Keeps what a run covers, and decides what is hidden on where a face was lost. A value, fed frame after frame in
/// the order of their times; it grows with tracks and their stretches, not with frames.
public struct CoverageLog: Sendable {
  private let policy: ReviewPolicy
  private var presence = Presence()
  private var lingering: HoldOver
  private var spots = ReviewItems()
  private var tracks: [Int: TrackRecord] = [:]
  private var cuts: [MediaTime] = []
  private var frames = 0
  private var end = MediaTime.zero

  /// How long a lost face is hidden on.
  public static let lingering = HoldOver.limit

  /// Makes an empty log.
  public init(policy: ReviewPolicy) {
    self.policy = policy
    lingering = HoldOver(policy)
  }

  /// Takes the next frame; gives what is to be hidden on it: the tracker's covers, and what lingers.
  public mutating func admit(_ frame: CoveredFrame) -> [RedactionBox] {
    let change = presence.admit(frame)
    for (redactionBox, edge) in change.began where tracks[redactionBox.track] == nil {
      tracks[redactionBox.track] = TrackRecord(redactionBox, begins: edge)
    }
    for (redactionBox, edge) in change.ended { tracks[redactionBox.track]?.ends = edge }
    spots.admit(frame, change)
    let redactionBoxes = frame.redactionBoxes + lingering.admit(frame, change)
    for redactionBox in redactionBoxes {
      tracks[redactionBox.track]?.add(redactionBox, frame: frames, from: frame.time, to: frame.end)
    }
    if !frame.samples.isEmpty {
      for redactionBox in frame.redactionBoxes {
        tracks[redactionBox.track]?.noteMotion(redactionBox, sample: spots.sampling.count)
      }
    }
    cuts += frame.cuts
    frames += 1
    end = max(end, frame.end)
    return redactionBoxes
  }

  /// What was covered, when no more frames come.
  public func finish() -> Coverage {
    var (spots, tracks) = (spots, tracks)
    for redactionBox in presence.finish() { tracks[redactionBox.track]?.ends = .video }
    let records = tracks.values.sorted { $0.number < $1.number }
    return Coverage(
      tracks: records, cuts: cuts, weakSpots: spots.finish(records, at: end),
      samplingInterval: spots.sampling.interval, end: end, policy: policy)
  }
}

/// What a run covered, and where that is weak.
public struct Coverage: Sendable {
  /// All tracks that were covered on a frame, by number.
  public var tracks: [TrackRecord]
  /// Scene cuts, rising.
  public var cuts: [MediaTime]
  /// What to look at, in order of time.
  public var weakSpots: [ReviewItem]
  /// The usual span between two samples.
  public var samplingInterval: MediaTime?
  /// When the last frame ends.
  public var end: MediaTime
  /// What was done where a face was lost.
  public var policy: ReviewPolicy
}
