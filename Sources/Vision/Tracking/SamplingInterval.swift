public import Geometry

/// The sampling interval, estimated from the times of the samples.
public struct SamplingInterval: Equatable, Sendable {
  private let minimum: MediaTime
  private var newest: MediaTime?
  /// The last intervals between samples, in nanoseconds.
  private var recent: [Int64] = []

  /// `minimum` is a known lower bound: additional samples between the regular ones must not reduce the
  /// estimate.
  init(minimum: MediaTime) { self.minimum = minimum }

  /// The upper quartile of the recent intervals between samples: it is not affected by occasional gaps, and
  /// for alternating intervals, such as 480 and 520 ms at 2 Hz, it is the longer one. Half a second before
  /// there are two samples.
  var interval: MediaTime {
    guard !recent.isEmpty else { return max(minimum, MediaTime(nanoseconds: 500_000_000)) }
    return max(minimum, MediaTime(nanoseconds: recent.sorted()[recent.count * 3 / 4]))
  }

  /// Adds the time of a sample.
  mutating func add(_ time: MediaTime) {
    if let newest { recent.append((time - newest).nanoseconds) }
    if recent.count > Self.windowSize { recent.removeFirst() }
    newest = time
  }

  /// The longest estimate while samples arrive: nothing is extended by more.
  public static func longest(_ times: some Sequence<MediaTime>, minimum: MediaTime) -> MediaTime {
    var (estimate, longest) = (Self(minimum: minimum), MediaTime.zero)
    for time in times {
      estimate.add(time)
      longest = max(longest, estimate.interval)
    }
    return longest
  }

  /// The number of intervals that are kept.
  private static let windowSize = 31
}
