public import Geometry

/// Selects the frames to analyse: the first frame, the first frame at or after each multiple of an interval, each with
/// which a scene may begin, and every frame whose timestamp a container cannot distinguish from the previous one, since the real
/// distance of such frames is unknown. The multiples are fixed, so that an uneven frame rate does not
/// accumulate drift.
public struct SamplingGrid: Sendable {
  private let rate: Double
  private var due: MediaTime?
  private var newest: MediaTime?

  /// Containers round timestamps to a millisecond, so a frame may be that much before its nominal time.
  private static let tolerance = MediaTime(nanoseconds: 1_000_000)

  /// Containers distinguish timestamps that are at least a microsecond apart.
  private static let repeated = MediaTime(nanoseconds: 1_000)

  /// `rate` is in samples per second.
  public init(rate: Double) {
    self.rate = rate
  }

  /// Whether the frame at `time` is analysed. Must be called once for each frame, in order of their
  /// timestamps.
  public mutating func takes(_ time: MediaTime, mayBeginScene: Bool) -> Bool {
    isDue(at: time) || mayBeginScene
  }

  private mutating func isDue(at time: MediaTime) -> Bool {
    defer { newest = time }
    if let newest, Self.areIndistinguishable(newest, time) { return true }
    if let due, time + Self.tolerance < due { return false }
    due = MediaTime(seconds: (Self.index(of: time, rate) + 1) / rate)
    return true
  }

  /// The multiple of the interval that a time belongs to.
  private static func index(of time: MediaTime, _ rate: Double) -> Double {
    ((time + tolerance).seconds * rate).rounded(.down)
  }

  /// The number of the frame at a time among those of the grid, from 0; the same for the time of its sample.
  static func number(of time: MediaTime, rate: Double) -> Int {
    Int(max(0, min(index(of: sampleTime(of: time), rate), 1e15)))
  }

  /// Whether a container cannot distinguish two timestamps, of which the second is not the earlier.
  public static func areIndistinguishable(_ first: MediaTime, _ second: MediaTime) -> Bool {
    second - first < repeated
  }

  /// The time of a frame's sample: whole milliseconds, as a response's `Timestamp`.
  public static func sampleTime(of time: MediaTime) -> MediaTime {
    MediaTime(nanoseconds: (max(0, time.nanoseconds) / 500_000 + 1) / 2 * 1_000_000)
  }
}
