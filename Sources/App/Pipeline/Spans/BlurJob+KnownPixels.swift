import Core
public import Geometry
import Media
import OpticalFlow

extension BlurJob {
  /// Decides what the job would hide on each frame, by the same stages and in the same order, from what analyses of the
  /// spans say: only the first frame is decoded.
  ///
  /// - Parameters:
  ///   - division: of the same video, with the same options.
  ///   - analysis: that of a span, counted from 0. They are asked for once each, in order.
  ///   - progress: called after each frame with the number of frames, the timestamp and the duration, if known.
  /// - Returns: nil if the pixels must be seen after all, since the analyses do not answer a question.
  /// - Throws: `UserError`, `CoverageError`, `CancellationError`, what `analysis` throws.
  public func plan(
    by division: VideoDivision, _ analysis: (Int) async throws -> SpanAnalysis,
    progress: @Sendable (Int, MediaTime, MediaTime?) throws -> Void
  ) async throws -> PlannedRun? {
    let spans = division.spans.compactMap(\.part.readSpan)
    do {
      return try await reader.withFrames(.part) { description in
        guard await reader.timeOrigin == division.origin else { throw MissingFinding() }
        let known = KnownSamples()
        var pass = try CoverPass(self, description, known: known)
        try await match(pass.samples, description)?.checkBefore(duration: description.duration)
        let video = try await decide(&pass, spans, known, analysis, progress)
        let isDivided = spans.dropFirst().allSatisfy { pass.begins(at: $0.times.lowerBound) }
        guard isDivided else { throw MissingFinding() }
        return try await planned(pass, spans, video, division.tracks)
      }
    } catch is MissingFinding {
      return nil
    }
  }

  /// Returns the counters of the frames.
  private func decide(
    _ pass: inout CoverPass, _ spans: [ReadSpan], _ samples: KnownSamples,
    _ analysis: (Int) async throws -> SpanAnalysis,
    _ progress: (Int, MediaTime, MediaTime?) throws -> Void
  ) async throws -> TrackCounters {
    var (clock, read) = (TimestampNormalizer(), TrackCounters())
    var turns = 0
    var recent: [(end: Int64, flow: FlowFindings)] = []
    for (number, span) in spans.enumerated() {
      let analysis = try await analysis(number)
      let isOwn = analysis.frames.allSatisfy { span.times.contains($0.time.nanoseconds) }
      guard isOwn, !analysis.frames.isEmpty, analysis.turns?.before ?? turns == turns else {
        throw MissingFinding()
      }
      turns = analysis.turns?.after ?? turns
      // A path goes back to frames of the spans before.
      recent.removeAll { $0.end < span.times.lowerBound - FlowGuide.span.nanoseconds * 2 }
      recent.append((span.times.upperBound, analysis.flow))
      await pass.locator.know(recent.reduce(into: FlowFindings()) { $0.add($1.flow) })
      samples.add(analysis.samples)
      for frame in analysis.frames {
        read.add(frame.time, duration: frame.duration ?? Frame.unknownDuration)
        var timed = clock.timed(
          .withoutPixels(at: frame.time, duration: frame.duration, format: pass.description.format))
        timed.known = frame.change
        for item in try await pass.locator.process(timed) {
          try progress(pass.times.count + 1, item.frame.time, pass.description.duration)
          try await pass.add(item)
        }
      }
    }
    while let item = try await pass.locator.drain() { try await pass.add(item) }
    try pass.finish()
    return read
  }
}
