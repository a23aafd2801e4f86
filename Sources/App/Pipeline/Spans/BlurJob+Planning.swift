import Core
import Detections
public import Geometry
import Media
import Reporting
import Tracking

extension BlurJob {
  /// Decides what the job would hide on each frame, by the same stages and in the same order, and encodes nothing. The
  /// reader must find the places at which the video can be divided.
  ///
  /// - Parameter progress: called after each frame with the number of frames, the timestamp and the duration, if known.
  /// - Throws: `UserError`, also for a video that cannot be divided; `CoverageError`; `CancellationError`.
  public func plan(
    _ length: SpanLength, progress: @Sendable (Int, MediaTime, MediaTime?) throws -> Void
  ) async throws -> PlannedRun {
    try await reader.closingAtEnd {
      let description = try await reader.open()
      let packets = Task { try await reader.packetTimes(description.tracks.indices) }
      defer { packets.cancel() }
      var pass = try CoverPass(self, description)
      try await decide(&pass, progress)
      let times = try await packets.value
      try await reader.checkDivisible(allowsDamage: options.allowsDamage)
      let index = await reader.packetIndex(times)
      let spans = try index.spans(length, of: reader.name) { pass.begins(at: $0.pts - index.origin) }
      let counters = await reader.trackCounters()
      return try await planned(
        pass, spans, await reader.counters, carried(description).map { counters[$0] })
    }
  }

  private func decide(
    _ pass: inout CoverPass, _ progress: (Int, MediaTime, MediaTime?) throws -> Void
  ) async throws {
    try await match(pass.samples, pass.description)?.checkBefore(duration: pass.description.duration)
    var clock = TimestampNormalizer()
    while let frame = try await reader.nextFrame() {
      if frame.isDamaged { throw indivisible("its frame at \(frame.time) is damaged") }
      for item in try await pass.locator.process(clock.timed(frame)) {
        try progress(pass.times.count + 1, item.frame.time, pass.description.duration)
        try await pass.add(item)
      }
    }
    while let item = try await pass.locator.drain() { try await pass.add(item) }
    try pass.finish()
  }

  /// The run whose covers are decided.
  func planned(
    _ pass: CoverPass, _ spans: [ReadSpan], _ video: TrackCounters, _ tracks: [TrackCounter]
  ) async throws -> PlannedRun {
    var summary = pass.recorder.summary
    summary.tracks = await pass.locator.trackCount
    summary.doubtfulTracks = await pass.locator.doubtfulTrackCount
    try await pass.samples.finish()
    try await match(pass.samples, pass.description)?.checkAfter(
      end: MediaTime(seconds: summary.videoSeconds))
    try options.choice.check(against: summary, allowsMismatch: options.allowsMismatch)
    let coverage = pass.recorder.coverage
    try options.choice.checkLooks(coverage)
    if options.onWeak == .fail { try CoverageError.check(coverage) }
    summary.notes += await reader.notes()
    return PlannedRun(
      job: self, description: pass.description, summary: summary, coverage: coverage,
      thumbnails: try pass.recorder.thumbnails.mapValues { try $0.jpeg() }, counts: await pass.samples.counts,
      tracking: pass.tracking, covers: pass.covers, frameTimes: pass.times, spans: spans,
      origin: await reader.timeOrigin, read: ReadCounters(video: video, tracks: tracks))
  }

  /// The tracks of the input that the output has.
  func carried(_ description: MediaDescription) -> [Int] {
    description.tracks.indices.filter { options.keeps(description.tracks[$0].kind) }
  }

  func indivisible(_ reason: String) -> UserError { UserError(indivisible: reader.name, reason) }
}
