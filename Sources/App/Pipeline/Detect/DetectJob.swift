import Core
public import Detections
public import FaceDetection
public import Geometry
public import Media

/// Looks at some frames of a video for faces.
///
/// One task decodes and picks the frames that are due, one for each detector looks at them, one collects what
/// was seen in the order of time. A frame waits while all detectors are at work, and the reader with it.
public struct DetectJob: Sendable {
  private let reader: MediaReader
  private let model: FaceModel
  private let options: DetectionOptions
  private let visibility: FaceVisibility?
  private let allowsDamage: Bool

  /// Makes a job over a reader that is not open yet. With a `visibility` it takes only faces that are not hidden.
  public init(
    reader: MediaReader, model: FaceModel, options: DetectionOptions, visibility: FaceVisibility? = nil,
    allowsDamage: Bool
  ) {
    self.reader = reader
    self.model = model
    self.options = options
    self.visibility = visibility
    self.allowsDamage = allowsDamage
  }

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - begin: called once, with what is known of the video.
  ///   - take: called from one task with each sample, in the order of time; empty where nothing was found.
  ///   - progress: called after each frame decoded, with their number, the time and the whole length.
  /// - Returns: the number of frames decoded.
  public func run(
    begin: (MediaDescription) async throws -> Void,
    take: @Sendable (DetectionSample) async throws -> Void,
    progress: @Sendable (Int, MediaTime, MediaTime?) -> Void
  ) async throws -> Int {
    do {
      let description = try await reader.open()
      try await begin(description)
      let frames = try await look(description, take, progress)
      if !allowsDamage { try await reader.checkWhole() }
      await reader.close()
      return frames
    } catch {
      await reader.close()
      throw error
    }
  }

  private func look(
    _ description: MediaDescription, _ take: @Sendable (DetectionSample) async throws -> Void,
    _ progress: @Sendable (Int, MediaTime, MediaTime?) -> Void
  ) async throws -> Int {
    let detector = DetectorActor(
      model: model, options: options, visibility: visibility, video: description)
    let due = BoundedChannel<Frame>(capacity: 1)
    return try await withoutActuallyEscaping(take) { take in
      try await withoutActuallyEscaping(progress) { progress in
        try await withThrowingTaskGroup(of: Int.self) { group in
          group.addTask {
            while let frame = try await due.receive() {
              let time = SamplingGrid.sampleTime(of: frame.time)
              try await take(detector.look(at: frame, sampledAt: time))
            }
            return 0
          }
          for track in description.tracks.indices {
            group.addTask {
              while try await reader.nextPacket(track: track) != nil {}
              return 0
            }
          }
          group.addTask { try await pick(into: due, description.duration, progress) }
          return try await group.reduce(0, +)
        }
      }
    }
  }

  private func pick(
    into due: BoundedChannel<Frame>, _ duration: MediaTime?,
    _ progress: @Sendable (Int, MediaTime, MediaTime?) -> Void
  ) async throws -> Int {
    var grid = SamplingGrid(rate: options.rate)
    var frames = 0
    var clock = InstantClock()
    while let frame = try await reader.nextFrame() {
      let isDue = grid.takes(clock.instant(of: frame.time))
      if isDue || frame.startsAnew { try await due.send(frame) }
      frames += 1
      progress(frames, frame.time, duration)
    }
    due.finish()
    return frames
  }
}
