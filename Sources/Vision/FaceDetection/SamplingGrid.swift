public import Geometry

/// Which frames are looked at: the first, and then each that is the first at or after a multiple of an interval, and
/// each whose time a container cannot tell from the one before: of those nothing says how far they are apart.
/// The instants due are fixed, so that an uneven frame rate does not add up to a drift.
public struct SamplingGrid: Sendable {
  private let rate: Double
  private var due: MediaTime?
  private var newest: MediaTime?

  /// Containers round times to a millisecond, and a frame meant for an instant may lie that much before it.
  private static let tolerance = MediaTime(nanoseconds: 1_000_000)

  /// Containers tell times apart by no less than a microsecond.
  private static let repeated = MediaTime(nanoseconds: 1_000)

  /// A rate at which every frame is looked at, whatever its time.
  public static let everyFrame = Double.infinity

  /// Makes a grid of `rate` instants a second.
  public init(rate: Double) {
    self.rate = rate
  }

  /// Whether the frame at `time` is looked at. To be asked once for each frame, in the order of their times.
  public mutating func takes(_ time: MediaTime) -> Bool {
    defer { newest = time }
    guard rate.isFinite else { return true }
    if let newest, Self.areOne(newest, time) { return true }
    if let due, time + Self.tolerance < due { return false }
    let index = ((time + Self.tolerance).seconds * rate).rounded(.down)
    due = MediaTime(seconds: (index + 1) / rate)
    return true
  }

  /// Whether a container cannot tell two times apart, of which the second is not the earlier.
  public static func areOne(_ first: MediaTime, _ second: MediaTime) -> Bool { second - first < repeated }

  /// The time that a sample of a frame carries: whole milliseconds, as an answer's `Timestamp`.
  public static func sampleTime(of time: MediaTime) -> MediaTime {
    MediaTime(nanoseconds: (max(0, time.nanoseconds) / 500_000 + 1) / 2 * 1_000_000)
  }
}
