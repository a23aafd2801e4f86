public import Geometry

/// Which frames are looked at: the first, and then each that is the first at or after a multiple of an interval.
/// The instants due are fixed, so that an uneven frame rate does not add up to a drift.
public struct SamplingGrid: Sendable {
  private let rate: Double
  private var due: MediaTime?

  /// Containers round times to a millisecond, and a frame meant for an instant may lie that much before it.
  private static let tolerance = MediaTime(nanoseconds: 1_000_000)

  /// Makes a grid of `rate` instants a second.
  public init(rate: Double) {
    self.rate = rate
  }

  /// Whether the frame at `time` is looked at. To be asked once for each frame, in the order of their times.
  public mutating func takes(_ time: MediaTime) -> Bool {
    if let due, time + Self.tolerance < due { return false }
    let index = ((time + Self.tolerance).seconds * rate).rounded(.down)
    due = MediaTime(seconds: (index + 1) / rate)
    return true
  }

  /// The time that a sample of a frame carries: whole milliseconds, as an answer's `Timestamp`.
  public static func sampleTime(of time: MediaTime) -> MediaTime {
    MediaTime(nanoseconds: (max(0, time.nanoseconds) / 500_000 + 1) / 2 * 1_000_000)
  }
}
