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
    _ media: MediaInput, _ options: BlurJob.Options,
    watch: @escaping @Sendable (Int, MediaTime, MediaTime?) throws -> Void
  ) async throws -> PlannedRun {
    let source = try await faceSource()
    try await refuseEmpty(source)
    let reader = try MediaReader(
      input: media, options: .init(decodeThreads: request.decodeThreads, findsCutPoints: true))
    var run = try await BlurJob(reader: reader, source: source, options: options).plan(progress: watch)
    run.summary.notes += try await notes(on: source)
    return run
  }
}
