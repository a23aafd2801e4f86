import Geometry

/// The sampling interval, learned from the instants that were sampled.
struct Cadence: Equatable, Sendable {
  private var newest: MediaTime?
  private var spans: [Int64] = []

  /// The upper quartile of the last spans between samples: it outlasts holes, and where spans alternate, as
  /// 480 and 520 ms do at 2 Hz, it is the longer; half a second before two samples.
  var interval: MediaTime {
    guard !spans.isEmpty else { return MediaTime(nanoseconds: 500_000_000) }
    return MediaTime(nanoseconds: spans.sorted()[spans.count * 3 / 4])
  }

  /// Notes that an instant was sampled.
  mutating func add(_ time: MediaTime) {
    if let newest { spans.append((time - newest).nanoseconds) }
    if spans.count > Self.memory { spans.removeFirst() }
    newest = time
  }

  private static let memory = 31
}
