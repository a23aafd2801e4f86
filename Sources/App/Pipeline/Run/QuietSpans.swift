import Detections
import Geometry
import Tracking

/// The spans of a video in which detections that are all known can give no redaction box: groups of pictures there are
/// copied without being decoded. Scene cuts in them stay unknown.
struct QuietSpans: Sendable {
  /// The samples with boxes in ascending order.
  private let samples: [MediaTime]
  /// The spans of the manual boxes.
  private let added: [ClosedRange<MediaTime>]
  /// How far from the first and the last sample of a track a box can be.
  private let reach: MediaTime
  /// The longest time between two samples of one track.
  private let longestGap: MediaTime

  init(_ timeline: DetectionTimeline, added: [ClosedRange<MediaTime>], _ tracking: TrackerOptions) {
    samples = timeline.lazy.filter { !$0.boxes.isEmpty }.map(\.time)
    self.added = added
    // A track is bridged over at most `maxGap`, extended by two intervals, and held over at a lost end.
    let interval = SamplingInterval.longest(timeline.lazy.map(\.time), minimum: tracking.minInterval)
    reach = interval + interval + Self.holdOver
    longestGap = tracking.maxGap + interval
  }

  /// Whether no frame of a span needs to be seen.
  func contains(_ span: Range<MediaTime>) -> Bool {
    let (start, end) = (span.lowerBound - reach, span.upperBound + reach)
    let isAdded = added.contains { $0.lowerBound <= end && $0.upperBound >= start }
    let next = samples.partitionIndex { $0 >= start }
    guard !isAdded, next < samples.endIndex else { return !isAdded }
    return samples[next] > end && (next == 0 || samples[next] - samples[next - 1] > longestGap)
  }

  /// The hold-over of a lost face, and time for what the pixels tell around a track's ends.
  private static let holdOver = MediaTime(nanoseconds: 3_000_000_000)
}

extension Array {
  /// The first index whose element and all after it satisfy a condition; elements must be ordered by it.
  fileprivate func partitionIndex(where belongs: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
