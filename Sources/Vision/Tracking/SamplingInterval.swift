import Geometry

/// The sampling interval, estimated from the times of the samples.
struct SamplingInterval: Equatable, Sendable {
  private let least: MediaTime
  private var newest: MediaTime?
  private var spans: [Int64] = []

  /// `least` is a known lower bound: additional samples between the regular ones must not reduce the
  /// estimate.
  init(least: MediaTime) { self.least = least }

  /// The upper quartile of the recent intervals between samples: it is not affected by occasional gaps, and
  /// for alternating intervals, such as 480 and 520 ms at 2 Hz, it is the longer one. Half a second before
  /// there are two samples.
  var interval: MediaTime {
    guard !spans.isEmpty else { return max(least, MediaTime(nanoseconds: 500_000_000)) }
    return max(least, MediaTime(nanoseconds: spans.sorted()[spans.count * 3 / 4]))
  }

  /// Adds the time of a sample.
  mutating func add(_ time: MediaTime) {
    if let newest { spans.append((time - newest).nanoseconds) }
    if spans.count > Self.memory { spans.removeFirst() }
    newest = time
  }

  private static let memory = 31
}
