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
  public func plan(progress: @Sendable (Int, MediaTime, MediaTime?) throws -> Void) async throws -> PlannedRun
  {
    do {
      let description = try await reader.open()
      let packets = Task { try await packetTimes(description.tracks.indices) }
      defer { packets.cancel() }
      var pass = try CoverPass(self, description)
      try await decide(&pass, progress)
      let run = try await planned(pass, try await packets.value)
      await reader.close()
      return run
    } catch {
      await reader.close()
      throw error
    }
  }

  /// The times of the packets of each track, which are read to their end.
  private func packetTimes(_ tracks: Range<Int>) async throws -> [[MediaTime]] {
    try await withThrowingTaskGroup(of: (Int, [MediaTime]).self) { group in
      for track in tracks {
        group.addTask {
          var times: [MediaTime] = []
          while let packet = try await reader.nextPacket(track: track) { times.append(packet.time) }
          return (track, times)
        }
      }
      var all = tracks.map { _ in [MediaTime]() }
      for try await (track, times) in group { all[track] = times }
      return all
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

  private func planned(_ pass: CoverPass, _ trackTimes: [[MediaTime]]) async throws -> PlannedRun {
    if !options.allowsDamage { try await reader.checkComplete() }
    if let obstacle = await reader.divisionObstacle { throw indivisible(obstacle) }
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
    let counters = await reader.trackCounters()
    return PlannedRun(
      job: self, description: pass.description, summary: summary, coverage: coverage,
      thumbnails: try pass.recorder.thumbnails.mapValues { try $0.jpeg() }, counts: await pass.samples.counts,
      tracking: pass.tracking, covers: pass.covers, frameTimes: pass.times, trackTimes: trackTimes,
      cutPoints: await reader.foundCutPoints, videoPackets: await reader.videoPacketCount,
      origin: await reader.timeOrigin,
      read: ReadCounters(
        video: await reader.counters, tracks: carried(pass.description).map { counters[$0] }))
  }

  /// The tracks of the input that the output has.
  func carried(_ description: MediaDescription) -> [Int] {
    description.tracks.indices.filter { options.keeps(description.tracks[$0].kind) }
  }

  private func indivisible(_ reason: String) -> UserError {
    UserError(
      .invalidInput, reader.name, "cannot be divided into spans: \(reason)",
      remedy: "run blur without a plan and without --workers")
  }
}
