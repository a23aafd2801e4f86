import Core
public import Detections
public import FaceDetection
public import Geometry
public import Media

/// Detects faces on some frames of a video.
///
/// One task decodes and selects the frames to sample, one runs the detector. A frame waits while the detector is busy, and the reader waits with it.
public struct DetectJob: Sendable {
  private let reader: MediaReader
  private let model: ModelFile
  private let options: DetectionOptions
  private let allowsDamage: Bool

  /// The reader must not be open yet.
  public init(
    reader: MediaReader, model: ModelFile, options: DetectionOptions, allowsDamage: Bool
  ) {
    self.reader = reader
    self.model = model
    self.options = options
    self.allowsDamage = allowsDamage
  }

  /// Runs to the end of the video.
  ///
  /// - Parameters:
  ///   - begin: called once with the description of the video, before the first sample.
  ///   - take: called from one task with each sample in order of time; empty if no face was found.
  ///   - progress: called after each decoded frame with the number of frames, the timestamp and the duration.
  /// - Returns: the number of decoded frames.
  public func run(
    begin: (MediaDescription) async throws -> Void,
    take: @Sendable (DetectionSample) async throws -> Void,
    progress: @Sendable (Int, MediaTime, MediaTime?) -> Void
  ) async throws -> Int {
    try await reader.withFrames(.all(allowsDamage: allowsDamage)) { description in
      try await begin(description)
      return try await look(description, take, progress)
    }
  }

  private func look(
    _ description: MediaDescription, _ take: @Sendable (DetectionSample) async throws -> Void,
    _ progress: @Sendable (Int, MediaTime, MediaTime?) -> Void
  ) async throws -> Int {
    let detector = DetectorActor(
      models: EmbeddedModels(finding: .faces, face: model), options: options,
      frames: description.geometry)
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
    var cuts = CutSource(nil)
    var frames = 0
    var clock = TimestampNormalizer()
    while let frame = try await reader.nextFrame() {
      let timed = clock.timed(frame)
      let mayBeginScene = try cuts.look(at: timed).start == .seen
      if grid.takes(timed.timestamp, mayBeginScene: mayBeginScene) { try await due.send(frame) }
      frames += 1
      progress(frames, frame.time, duration)
    }
    due.finish()
    return frames
  }
}

extension VideoMetadata {
  /// The metadata that Amazon Rekognition reports for a video, as far as the container has them.
  public init(_ video: MediaDescription) {
    let (numerator, denominator) = video.format.frameRate
    self.init(
      codec: video.codec,
      durationMillis: video.duration.map { SamplingGrid.sampleTime(of: $0).nanoseconds / 1_000_000 },
      format: video.container.hasPrefix("mov") ? "QuickTime / MOV" : video.container,
      frameRate: numerator > 0 && denominator > 0 ? Double(numerator) / Double(denominator) : nil,
      frameWidth: video.displaySize.width, frameHeight: video.displaySize.height)
  }
}
