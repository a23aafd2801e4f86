public import Geometry
public import Tracking

/// Keeps what a run covers, and decides what is hidden on where a face was lost. A value, fed frame after frame in
/// the order of their times; it grows with tracks and their stretches, not with frames.
public struct CoverageLog: Sendable {
  private let policy: WeakPolicy
  private var presence = Presence()
  private var lingering: Lingering
  private var spots = WeakSpots()
  private var tracks: [Int: TrackRecord] = [:]
  private var cuts: [MediaTime] = []
  private var frames = 0
  private var end = MediaTime.zero

  /// How long a lost face is hidden on.
  public static let lingering = Lingering.limit

  /// Makes an empty log.
  public init(policy: WeakPolicy) {
    self.policy = policy
    lingering = Lingering(policy)
  }

  /// Takes the next frame; gives what is to be hidden on it: the tracker's covers, and what lingers.
  public mutating func admit(_ frame: CoveredFrame) -> [Cover] {
    let change = presence.admit(frame)
    for (cover, edge) in change.began where tracks[cover.track] == nil {
      tracks[cover.track] = TrackRecord(cover, begins: edge)
    }
    for (cover, edge) in change.ended { tracks[cover.track]?.ends = edge }
    spots.admit(frame, change)
    let covers = frame.covers + lingering.admit(frame, change)
    for cover in covers {
      tracks[cover.track]?.add(cover, frame: frames, from: frame.time, to: frame.end)
    }
    if !frame.samples.isEmpty {
      for cover in frame.covers { tracks[cover.track]?.noteMotion(cover, sample: spots.sampling.count) }
    }
    cuts += frame.cuts
    frames += 1
    end = max(end, frame.end)
    return covers
  }

  /// What was covered, when no more frames come.
  public func finish() -> Coverage {
    var (spots, tracks) = (spots, tracks)
    for cover in presence.finish() { tracks[cover.track]?.ends = .video }
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
  public var weakSpots: [WeakSpot]
  /// The usual span between two samples.
  public var samplingInterval: MediaTime?
  /// When the last frame ends.
  public var end: MediaTime
  /// What was done where a face was lost.
  public var policy: WeakPolicy
}
