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
  private let visibility: FaceVisibility?
  private var finder: FaceFinder?

  /// Prepares a detector for the frames of a video; the network is loaded with the first frame. With a
  /// `visibility`, it returns only faces that are not hidden.
  public init(
    model: FaceModel, options: DetectionOptions, visibility: FaceVisibility? = nil, video: MediaDescription
  ) {
    self.model = model
    self.options = options
    self.visibility = visibility
    orientation = video.orientation
    size = video.format.size
    inputSize = options.inputSize(for: video)
  }

  /// The faces of a frame, as a sample with the given time; without faces, an empty sample.
  public func look(at frame: Frame, sampledAt time: MediaTime) throws -> DetectionSample {
    let finder = try finder ?? load()
    // Compiling the network can take as long as running it.
    try Task.checkCancellation()
    let faces = try frame.read { mapped in
      let found = try finder.faces(in: mapped)
      guard let visibility else { return found }
      return try found.filter { try visibility.isVisible($0, in: mapped, orientation) }
    }
    return DetectionSample(time: time, boxes: faces)
  }

  private func load() throws -> FaceFinder {
    let minScore = options.minConfidence / 100
    // A face that only both detectors find has a score below.
    let second =
      minScore > SecondLook.joinedScore ? .none(reason: nil) : try SecondDetector.found(options.second)
    let looksAgain = if case .libfacedetection = second { true } else { false }
    let detector = try CenterFace(
      model: model, inputSize: inputSize,
      minScore: looksAgain ? min(minScore, SecondLook.leastScore) : minScore,
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

/// Distinguishes a visible face from a hidden one that the detector finds nevertheless.
public struct FaceVisibility: Hashable, Sendable {
  /// From this confidence, 0...100, a face is visible if its box is sharp.
  public var minConfidence = 50.0
  /// From this confidence, a face is visible whatever the sharpness: it may be out of focus, or half
  /// occluded.
  public var certainConfidence = 75.0
  /// The sharpness, see `MappedFrame.sharpness(in:)`, below which a box is hidden.
  public var minSharpness = 3.0

  public init() {}

  /// Whether a detected face is visible in the frame; true if undecidable.
  func isVisible(_ face: DetectedBox, in frame: MappedFrame, _ orientation: Orientation) throws -> Bool {
    guard face.confidence >= minConfidence else { return false }
    guard face.confidence < certainConfidence else { return true }
    guard let rect = frame.size.pixels(of: orientation.coded(face.box)) else { return false }
    return try frame.sharpness(in: rect).map { $0 >= minSharpness } ?? true
  }
}
