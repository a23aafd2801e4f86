import Core
public import Detections
public import Geometry
public import Media
import OpenCV

/// A face detector on a thread of its own, so that the next frames are decoded during detection.
///
/// It holds one network; several actors process several frames in parallel, each with the memory of a
/// network.
public actor DetectorActor {
  private let executor = ThreadExecutor(name: "frameveil-detect")
  /// The executor of the actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let model: FaceModel
  private let options: DetectionOptions
  private let size: FrameSize
  private let orientation: Orientation
  private let inputSize: FrameSize
  private var finder: FaceFinder?

  /// Prepares a detector for the frames of a video; the network is loaded with the first frame.
  public init(
    model: FaceModel, options: DetectionOptions, video: MediaDescription
  ) {
    self.model = model
    self.options = options
    orientation = video.orientation
    size = video.format.size
    inputSize = options.inputSize(for: video)
  }

  /// The faces of a frame, as a sample with the given time; without faces, an empty sample.
  public func look(at frame: Frame, sampledAt time: MediaTime) throws -> DetectionSample {
    let finder = try finder ?? load()
    // Compiling the network can take as long as running it.
    try Task.checkCancellation()
    return DetectionSample(time: time, boxes: try frame.read { try finder.faces(in: $0) })
  }

  private func load() throws -> FaceFinder {
    let minScore = options.minConfidence / 100
    let second = try options.secondDetector()
    let detector = try CenterFace(
      model: model, inputSize: inputSize,
      minScore: second.name == nil ? minScore : min(minScore, SecondLook.leastScore),
      findsLandmarks: options.findsLandmarks, runtime: InferenceRuntime.found(options.runtime))
    let loaded = FaceFinder(
      detector: detector, size: size, orientation: orientation, tiles: options.tiles, minScore: minScore,
      second: second)
    finder = loaded
    // Compiling a network takes as much memory as a run has frames waiting.
    StartUpMemory.release()
    return loaded
  }
}
