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
  /// The times of the packets of each track of the input.
  let trackTimes: [[MediaTime]]
  let cutPoints: [CutPoint]
  let videoPackets: Int
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
  /// The length that spans are to have.
  public enum SpanLength: Sendable {
    case seconds(Double)
    case spans(Int)
  }

  /// The plan, with spans that have about the same number of frames, which decide over the work of decoding and encoding.
  ///
  /// - Throws: `UserError` if sound or subtitles cannot be divided.
  public func plan(
    of input: VideoPlan.Input, versions: [String: String], options: [String: [String]],
    profile: EncodeProfile, covers file: String, length: SpanLength
  ) throws -> VideoPlan {
    let starts = spanStarts(length)
    return VideoPlan(
      input: input, versions: versions, options: options, profile: .init(profile), origin: origin, read: read,
      covers: .init(file: file, bytes: covers.bytes.count), spans: try spans(starts, input.name))
  }

  private struct Start {
    var frame: Int
    var time: Int64
    var point: CutPoint?
  }

  /// The frames at which the video can be divided. A place whose first frame has another time than its packet is none.
  private var candidates: [Start] {
    cutPoints.compactMap { point in
      let time = point.pts - origin
      let frame = frameTimes.partitioningIndex { $0.nanoseconds >= time }
      guard frame > 0, frame < frameTimes.count, frameTimes[frame].nanoseconds == time else { return nil }
      return Start(frame: frame, time: time, point: point)
    }
  }

  /// The beginnings of the spans: of the places at which the video can be divided, those nearest to equal parts.
  private func spanStarts(_ length: SpanLength) -> [Start] {
    let count: Int
    switch length {
    case .spans(let spans): count = spans
    case .seconds(let seconds): count = max(1, Int((summary.videoSeconds / seconds).rounded()))
    }
    var starts = [Start(frame: 0, time: frameTimes.first?.nanoseconds ?? 0, point: nil)]
    let candidates = candidates
    guard count > 1 else { return starts }
    for part in 1..<count {
      let wanted = frameTimes.count * part / count
      let next = candidates.partitioningIndex { $0.frame >= wanted }
      let around = candidates[max(0, next - 1)..<min(candidates.count, next + 1)]
      guard let nearest = around.min(by: { abs($0.frame - wanted) < abs($1.frame - wanted) }) else {
        continue
      }
      if let last = starts.last, nearest.frame > last.frame { starts.append(nearest) }
    }
    return starts
  }

  private func spans(_ starts: [Start], _ name: String) throws -> [VideoPlan.Span] {
    let trackPackets = try trackTimes.enumerated().map { try packets(of: $0, at: $1, starts, name) }
    return starts.enumerated().map { place, start in
      let next = place + 1 < starts.count ? starts[place + 1] : nil
      let frames = start.frame..<(next?.frame ?? frameTimes.count)
      let first = start.point?.packet ?? 0
      let bytes = covers.range(of: frames)
      return VideoPlan.Span(
        firstPacket: first, packets: (next?.point?.packet ?? videoPackets) - first,
        firstFrame: frames.lowerBound, frames: frames.count, start: start.time, dts: start.point?.dts,
        trackPackets: trackPackets.map { $0[place] }, coversOffset: bytes.lowerBound,
        coversBytes: bytes.count, coversSHA256: SHA256.hex(covers.bytes[bytes]))
    }
  }

  /// The number of a track's packets in each span.
  private func packets(of track: Int, at times: [MediaTime], _ starts: [Start], _ name: String) throws
    -> [Int]
  {
    var (counts, current) = (starts.map { _ in 0 }, 0)
    for time in times {
      let place = max(0, starts.partitioningIndex { $0.time > time.nanoseconds } - 1)
      guard place >= current else {
        throw UserError(
          .invalidInput, name,
          "cannot be divided: the timestamps of track \(description.tracks[track].index) go back at \(time)",
          remedy: "run blur without a plan and without --workers")
      }
      current = place
      counts[place] += 1
    }
    return counts
  }
}
