import Geometry

/// The sampling interval, learned from the instants that were sampled.
struct SamplingInterval: Equatable, Sendable {
  private let least: MediaTime
  private var newest: MediaTime?
  private var spans: [Int64] = []

  /// A cadence of which it is known that it is not below `least`, as samples besides those that are due may make it
  /// seem.
  init(least: MediaTime) { self.least = least }

  /// The upper quartile of the last spans between samples: it outlasts holes, and where spans alternate, as
  /// 480 and 520 ms do at 2 Hz, it is the longer; half a second before two samples.
  var interval: MediaTime {
    guard !spans.isEmpty else { return max(least, MediaTime(nanoseconds: 500_000_000)) }
    return max(least, MediaTime(nanoseconds: spans.sorted()[spans.count * 3 / 4]))
  }

  /// Notes that an instant was sampled.
  mutating func add(_ time: MediaTime) {
    if let newest { spans.append((time - newest).nanoseconds) }
    if spans.count > Self.memory { spans.removeFirst() }
    newest = time
  }

  private static let memory = 31
}
