import Core
public import Detections
public import Geometry
public import Media

/// The embedded detectors on a thread of their own, so that the next frames are decoded during detection.
///
/// Several actors process several frames in parallel, each with the memory of
/// its networks. Frames must be looked at in order of time.
public actor DetectorActor {
  private let executor = ThreadExecutor(name: "frameveil-detect")
  /// The executor of the actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let models: EmbeddedModels
  private let options: DetectionOptions
  private let geometry: FrameGeometry
  private let turns: TileTurns?
  private var detectors: EmbeddedDetectors?

  /// Prepares the detectors for the frames of a video; the networks are loaded with the first frame.
  ///
  /// - Parameter turns: is told what looks depend on.
  public init(
    models: EmbeddedModels, options: DetectionOptions, frames geometry: FrameGeometry, turns: TileTurns? = nil
  ) {
    (self.models, self.options, self.geometry, self.turns) = (models, options, geometry, turns)
  }

  /// What the detectors find in a frame, as a sample with the given time; an empty sample if that is nothing.
  ///
  /// - Parameter isExtra: whether what later looks find must be the same without this one.
  public func look(at frame: Frame, sampledAt time: MediaTime, isExtra: Bool = false) throws
    -> DetectionSample
  {
    let detectors = try loaded()
    // Compiling the networks can take as long as running them.
    try Task.checkCancellation()
    let number = SamplingGrid.number(of: time, rate: options.rate)
    let before = detectors.turnsLeft
    let boxes = try frame.read { try detectors.objects(in: $0, number: number, isExtra: isExtra) }
    turns?.add(TileTurns.Turn(time: time, before: before, after: detectors.turnsLeft))
    return DetectionSample(time: time, boxes: boxes)
  }

  private func loaded() throws -> EmbeddedDetectors {
    if let detectors { return detectors }
    let loaded = try EmbeddedDetectors(models: models, options: options, frames: geometry)
    detectors = loaded
    // Compiling a network takes as much memory as a run has frames waiting.
    StartUpMemory.release()
    return loaded
  }
}
