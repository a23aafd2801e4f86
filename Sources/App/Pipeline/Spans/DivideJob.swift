import Core
import Geometry
public import Media

/// Divides a video into spans, without decoding it.
public struct DivideJob: Sendable {
  let reader: MediaReader
  let options: BlurJob.Options

  /// - Parameter reader: one that finds the places at which the video can be divided, and is not open yet.
  public init(reader: MediaReader, options: BlurJob.Options) {
    (self.reader, self.options) = (reader, options)
  }

  /// Runs the job.
  ///
  /// - Parameters:
  ///   - input: what tells the input from others.
  ///   - versions: those of the program and of its libraries.
  ///   - texts: the options that decide what is redacted and how, as in a plan.
  /// - Throws: `UserError`, also for a video that cannot be divided; `CancellationError`.
  public func run(
    _ length: SpanLength, input: VideoPlan.Input, versions: [String: String],
    options texts: [String: [String]]
  ) async throws -> VideoDivision {
    try await reader.closingAtEnd {
      let description = try await reader.open()
      let packets = Task { try await reader.packetTimes(description.tracks.indices) }
      defer { packets.cancel() }
      try await reader.passOverVideo()
      let times = try await packets.value
      try await reader.checkDivisible(allowsDamage: options.allowsDamage)
      let index = await reader.packetIndex(times)
      let spans = try index.spans(length, of: reader.name)
      let parts = try index.parts(around: spans, margin: AnalyzeJob.margin, of: reader.name)
      let counters = await reader.trackCounters()
      let carried = description.tracks.indices.filter { options.keeps(description.tracks[$0].kind) }
      return VideoDivision(
        input: input, versions: versions, options: texts, origin: index.origin,
        margin: AnalyzeJob.margin.nanoseconds, tracks: carried.map { counters[$0] },
        spans: zip(spans, parts).map { .init(part: .init($0), analyzed: .init($1)) })
    }
  }
}

extension MediaReader {
  /// The times of the packets of each track, which are read to their end.
  nonisolated func packetTimes(_ tracks: Range<Int>) async throws -> [[MediaTime]] {
    try await withThrowingTaskGroup(of: (Int, [MediaTime]).self) { group in
      for track in tracks {
        group.addTask {
          var times: [MediaTime] = []
          while let packet = try await self.nextPacket(track: track) { times.append(packet.time) }
          return (track, times)
        }
      }
      var all = tracks.map { _ in [MediaTime]() }
      for try await (track, times) in group { all[track] = times }
      return all
    }
  }

  /// Throws if the video was not read whole, or cannot be divided into spans.
  func checkDivisible(allowsDamage: Bool) throws {
    if !allowsDamage { try checkComplete() }
    if let obstacle = divisionObstacle { throw UserError(indivisible: name, obstacle) }
  }
}
