import Core
public import Detections
public import Geometry
public import Media
import OpenCV

/// The embedded detectors on a thread of their own, so that the next frames are decoded during detection.
///
/// It holds one network for each subject; several actors process several frames in parallel, each with the memory of
/// its networks. Frames must be looked at in order of time.
public actor DetectorActor {
  private let executor = ThreadExecutor(name: "frameveil-detect")
  /// The executor of the actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let models: EmbeddedModels
  private let options: DetectionOptions
  private let video: MediaDescription
  private var finders: [ObjectFinder] = []

  /// Prepares the detectors for the frames of a video; the networks are loaded with the first frame.
  public init(
    models: EmbeddedModels, options: DetectionOptions, video: MediaDescription
  ) {
    self.models = models
    self.options = options
    self.video = video
  }

  /// What the detectors find in a frame, as a sample with the given time; an empty sample if that is nothing.
  ///
  /// - Parameter isExtra: whether what later looks find must be the same without this one.
  public func look(at frame: Frame, sampledAt time: MediaTime, isExtra: Bool = false) throws
    -> DetectionSample
  {
    if finders.isEmpty { finders = try load() }
    // Compiling the networks can take as long as running them.
    try Task.checkCancellation()
    var boxes = try frame.read { mapped in
      try finders.flatMap { try $0.objects(in: mapped, isExtra: isExtra) }
    }
    if models.subjects.heads { boxes = HeadEstimation(aspect: video.displayAspect).addingHeads(to: boxes) }
    if !models.subjects.persons { boxes.removeAll { $0.subject == .person } }
    return DetectionSample(time: time, boxes: boxes)
  }

  private func load() throws -> [ObjectFinder] {
    let runtime = try InferenceRuntime.found(options.runtime)
    let finders = [
      try models.face.map { try faceFinder($0, runtime) },
      try models.text.map { try textFinder($0, runtime) },
      try models.person.map { try personFinder($0, runtime) },
    ].compactMap(\.self)
    // Compiling a network takes as much memory as a run has frames waiting.
    StartUpMemory.release()
    return finders
  }

  private func faceFinder(_ model: ModelFile, _ runtime: InferenceRuntime) throws -> ObjectFinder {
    let minScore = options.minConfidence / 100
    let second = try options.secondDetector()
    let detector = try CenterFace(
      model: model, inputSize: options.inputSize(for: video),
      minScore: second.name == nil ? minScore : min(minScore, SecondLook.leastScore),
      findsLandmarks: options.findsLandmarks, runtime: runtime)
    return ObjectFinder(
      detector: detector, size: video.format.size, orientation: video.orientation,
      tiles: options.tiles.map(TileGrid.init(side:)),
      minScore: minScore, second: second)
  }

  private func textFinder(_ model: ModelFile, _ runtime: InferenceRuntime) throws -> ObjectFinder {
    let detector = try TextDetector(
      model: model, inputSize: options.inputSize(for: video, finding: .text),
      minScore: options.minTextConfidence / 100, runtime: runtime)
    return ObjectFinder(
      detector: detector, size: video.format.size, orientation: video.orientation,
      tiles: TileGrid(side: options.tiles ?? 1))
  }

  private func personFinder(_ model: ModelFile, _ runtime: InferenceRuntime) throws -> ObjectFinder {
    let detector = try PersonDetector(
      model: model, minScore: options.minPersonConfidence / 100, runtime: runtime)
    return ObjectFinder(
      detector: detector, size: video.format.size, orientation: video.orientation,
      tiles: PersonDetector.tiles(for: video.format.size, factor: options.tiles ?? 1))
  }
}
