import Core
public import Geometry
public import Media
public import Reporting
public import Tracking

/// What a run hides on a frame, as far as detections and tracking decide it.
public struct FoundFrame: Sendable {
  /// The PTS, relative to the first displayed frame.
  public var time: MediaTime
  /// Nil where the container does not state it.
  public var duration: MediaTime?
  /// With the hold-over boxes.
  public var boxes: [RedactionBox]
  /// The tracks that may be those of other faces: decisions on them leave nothing visible.
  public var changedTracks: Set<Int>
  /// Whether the frame is redacted whole.
  public var isWhole: Bool
}

extension BlurJob {
  /// Finds what the job would hide on each frame, by the same stages, and writes nothing.
  ///
  /// - Parameters:
  ///   - begin: called once with the description of the video, before the first frame.
  ///   - take: called with each frame in display order, from one task.
  ///   - progress: called after each frame with the number of frames, the timestamp and the duration, if known.
  /// - Throws: `UserError`, `CancellationError`, what `take` throws.
  public func locate(
    begin: (MediaDescription) -> Void, take: (FoundFrame, Frame) throws -> Void,
    progress: (Int, MediaTime, MediaTime?) -> Void
  ) async throws -> Coverage {
    try await reader.withFrames(.all(allowsDamage: options.allowsDamage)) { description in
      begin(description)
      return try await locate(description, take, progress)
    }
  }

  private func locate(
    _ description: MediaDescription, _ take: (FoundFrame, Frame) throws -> Void,
    _ progress: (Int, MediaTime, MediaTime?) -> Void
  ) async throws -> Coverage {
    let samples = source.samples(for: description)
    try await match(samples, description)?.checkBefore(duration: description.duration)
    let lookAhead = lookAhead(description)
    var tracking = tracking(description, lookAhead)
    tracking.keepsDoubtful = true
    let locator = locator(description, samples, lookAhead, tracking)
    let recorder = CoverageRecorder(policy: options.onWeak, thumbnails: nil)
    var (clock, frames) = (TimestampNormalizer(), 0)
    func give(_ item: LocatedFrame) throws {
      try take(
        FoundFrame(
          time: item.frame.time, duration: item.frame.duration, boxes: recorder.process(item.covered),
          changedTracks: item.changedTracks, isWhole: item.isWhollyHidden(by: recorder.policy)), item.frame)
      frames += 1
      progress(frames, item.frame.time, description.duration)
    }
    while let frame = try await reader.nextFrame() {
      for item in try await locator.process(clock.timed(frame)) { try give(item) }
    }
    while let item = try await locator.drain() { try give(item) }
    var coverage = recorder.coverage
    coverage.doubtful = await locator.doubtfulTracks
    return coverage
  }
}
