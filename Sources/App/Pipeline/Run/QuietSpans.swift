import Core
import Detections
import Geometry
import Reporting
import Tracking

/// The spans of a video in which detections that are all known can give no redaction box: groups of pictures there are
/// copied without being decoded. Scene cuts in them stay unknown.
struct QuietSpans: Sendable {
  /// The samples with boxes in ascending order.
  private let samples: [MediaTime]
  /// The spans of the manual boxes.
  private let added: [ClosedRange<MediaTime>]
  /// How long before its first and after its last sample a track may have a box.
  private let reach: (before: MediaTime, after: MediaTime)
  /// The longest time between two samples of one track.
  private let longestGap: MediaTime

  init(_ timeline: DetectionTimeline, added: [ClosedRange<MediaTime>], _ tracking: TrackerOptions) {
    samples = timeline.lazy.filter { !$0.boxes.isEmpty }.map(\.time)
    self.added = added
    // Beyond its ends a track is extended by up to two intervals, and followed by optical flow; a lost one is held over.
    let interval = SamplingInterval.longest(timeline.lazy.map(\.time), minimum: tracking.minInterval)
    let followed = max(interval + interval, FlowGuide.span)
    reach = (followed, followed + CoverageLog.lingering + Self.oneFrame)
    longestGap = tracking.maxGap + interval
  }

  /// Whether no frame of a span needs to be seen.
  func contains(_ span: Range<MediaTime>) -> Bool {
    let (start, end) = (span.lowerBound - reach.after, span.upperBound + reach.before)
    let isAdded = added.contains { $0.lowerBound < end && $0.upperBound >= start }
    let next = samples.partitioningIndex { $0 >= start }
    guard !isAdded, next < samples.endIndex else { return !isAdded }
    return samples[next] >= end && (next == 0 || samples[next] - samples[next - 1] > longestGap)
  }

  /// A track's end is known with the next frame, whose time is not known here: at the most, at five frames a second.
  private static let oneFrame = MediaTime(nanoseconds: 200_000_000)
}
