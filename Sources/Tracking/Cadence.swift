import Geometry

/// The sampling interval, learned from the instants that were sampled.
struct Cadence: Equatable, Sendable {
  private var newest: MediaTime?
  private var spans: [Int64] = []

  /// The median of the last spans between samples, so that holes do not count; nil before two samples.
  var interval: MediaTime? {
    guard !spans.isEmpty else { return nil }
    return MediaTime(nanoseconds: spans.sorted()[(spans.count - 1) / 2])
  }

  /// Notes that an instant was sampled.
  mutating func add(_ time: MediaTime) {
    if let newest { spans.append((time - newest).nanoseconds) }
    if spans.count > Self.memory { spans.removeFirst() }
    newest = time
  }

  private static let memory = 31
}
