import Core
import Geometry
import Media
import Pipeline
import Reporting

extension BlurCommand {
  /// Decides the covers of all frames; encodes nothing.
  ///
  /// - Parameter watch: called after each frame with the number of frames, the timestamp and the duration, if known.
  func planned(
    _ media: MediaInput, _ options: BlurJob.Options, _ length: SpanLength,
    watch: @escaping @Sendable (Int, MediaTime, MediaTime?) throws -> Void
  ) async throws -> PlannedRun {
    let source = try await faceSource()
    try await refuseEmpty(source)
    let reader = try MediaReader(
      input: media, options: .init(decodeThreads: request.decodeThreads, findsCutPoints: true))
    var run = try await BlurJob(reader: reader, source: source, options: options).plan(
      length, progress: watch)
    run.summary.notes += try await notes(on: source)
    return run
  }

  /// The same from analyses of the spans of a division; the pixels are seen after all if these do not suffice.
  ///
  /// - Parameter analysis: that of a span, counted from 0.
  func planned(
    _ media: MediaInput, _ options: BlurJob.Options, by division: VideoDivision,
    _ analysis: (Int) async throws -> SpanAnalysis,
    watch: @escaping @Sendable (Int, MediaTime, MediaTime?) throws -> Void
  ) async throws -> PlannedRun {
    let source = try await faceSource()
    try await refuseEmpty(source)
    let reader = try MediaReader(input: media, options: .init(decodeThreads: request.decodeThreads))
    let job = BlurJob(reader: reader, source: source, options: options)
    guard var run = try await job.plan(by: division, analysis, progress: watch) else {
      var run = try await planned(
        media, options, .packets(division.spans.dropFirst().map(\.part.firstPacket)), watch: watch)
      run.summary.notes.append(
        "the analyses do not answer every question about the pixels, so the video was decoded once more")
      return run
    }
    run.summary.notes += try await notes(on: source)
    return run
  }

  /// Divides a video into spans.
  func divided(_ media: MediaInput, _ length: SpanLength, _ texts: [String: [String]]) async throws
    -> VideoDivision
  {
    let reader = try MediaReader(
      input: media, options: .init(decodeThreads: request.decodeThreads, findsCutPoints: true))
    return try await DivideJob(reader: reader, options: jobOptions()).run(
      length, input: try await VideoPlan.Input(of: request.input, media), versions: PlanFile.versions,
      options: texts)
  }
}
