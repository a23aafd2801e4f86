import Core
import Geometry
public import Media
public import Reporting
import Tracking

/// A video whose covers are decided and which is not encoded yet.
public struct PlannedRun: Sendable {
  let job: BlurJob
  let description: MediaDescription
  /// The counters and notes, as far as they are known before the output is written.
  public var summary: BlurSummary
  let coverage: Coverage
  let thumbnails: [Int: [UInt8]]
  let counts: SampleCounts
  let tracking: TrackerOptions
  /// The masks of all frames.
  public let covers: CoverTable
  /// The PTS of all frames, relative to the first.
  let frameTimes: [MediaTime]
  let spans: [ReadSpan]
  let origin: Int64
  let read: ReadCounters

  /// The outcome of the run, once the pieces are joined.
  public func outcome(_ result: MediaWriter.Result) -> BlurJob.Outcome { completed(result) }

  /// The outcome as far as it is known before: without the length of the output, its comparison and the notes on it.
  public var outcomeBeforeJoin: BlurJob.Outcome { completed(nil) }

  private func completed(_ result: MediaWriter.Result?) -> BlurJob.Outcome {
    var summary = summary
    job.complete(&summary, counts, description, result, coverage, tracking)
    return BlurJob.Outcome(summary: summary, coverage: coverage, thumbnails: thumbnails)
  }
}

extension PlannedRun {
  /// The plan.
  public func plan(
    of input: VideoPlan.Input, versions: [String: String], options: [String: [String]],
    profile: EncodeProfile, covers file: String
  ) -> VideoPlan {
    VideoPlan(
      input: input, versions: versions, options: options, profile: .init(profile), origin: origin, read: read,
      covers: .init(file: file, bytes: covers.bytes.count), spans: spans.map(planned))
  }

  private func planned(_ span: ReadSpan) -> VideoPlan.Span {
    func frame(at time: Int64) -> Int { frameTimes.partitioningIndex { $0.nanoseconds >= time } }
    let frames = frame(at: span.times.lowerBound)..<frame(at: span.times.upperBound)
    let bytes = covers.range(of: frames)
    return VideoPlan.Span(
      firstPacket: span.packets.lowerBound, packets: span.packets.count, firstFrame: frames.lowerBound,
      frames: frames.count, start: frameTimes.isEmpty ? 0 : frameTimes[frames.lowerBound].nanoseconds,
      dts: span.start?.dts, trackPackets: span.trackPackets, coversOffset: bytes.lowerBound,
      coversBytes: bytes.count, coversSHA256: SHA256.hex(covers.bytes[bytes]))
  }
}
