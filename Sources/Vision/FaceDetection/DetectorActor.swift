import Core
public import Detections
public import Geometry
public import Media
import OpenCV

/// The embedded detectors on a thread of their own, so that the next frames are decoded during detection.
///
/// It holds one network for each subject; several actors process several frames in parallel, each with the memory of
/// its networks.
public actor DetectorActor {
  private let executor = ThreadExecutor(name: "frameveil-detect")
  /// The executor of the actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let models: EmbeddedModels
  private let options: DetectionOptions
  private let video: MediaDescription
  private let visibility: FaceVisibility?
  private var finders: [ObjectFinder] = []

  /// Prepares the detectors for the frames of a video; the networks are loaded with the first frame. With a
  /// `visibility`, only faces that are not hidden are returned.
  public init(
    models: EmbeddedModels, options: DetectionOptions, visibility: FaceVisibility? = nil,
    video: MediaDescription
  ) {
    self.models = models
    self.options = options
    self.visibility = visibility
    self.video = video
  }

  /// What the detectors find in a frame, as a sample with the given time; an empty sample if that is nothing.
  public func look(at frame: Frame, sampledAt time: MediaTime) throws -> DetectionSample {
    if finders.isEmpty { finders = try load() }
    // Compiling the networks can take as long as running them.
    try Task.checkCancellation()
    let boxes = try frame.read { mapped in
      let found = try finders.flatMap { try $0.objects(in: mapped) }
      guard let visibility else { return found }
      return try found.filter { try visibility.isVisible($0, in: mapped, video.orientation) }
    }
    return DetectionSample(time: time, boxes: boxes)
  }

  private func load() throws -> [ObjectFinder] {
    let runtime = try InferenceRuntime.found(options.runtime)
    var detectors: [any ObjectDetector] = []
    if let model = models.face {
      detectors.append(
        try CenterFace(
          model: model, inputSize: options.inputSize(for: video), minScore: options.minConfidence / 100,
          findsLandmarks: options.findsLandmarks, runtime: runtime))
    }
    if let model = models.text {
      detectors.append(
        try TextDetector(
          model: model, inputSize: options.inputSize(for: video, finding: .text),
          minScore: options.minTextConfidence / 100, runtime: runtime))
    }
    // Compiling a network takes as much memory as a run has frames waiting.
    StartUpMemory.release()
    return detectors.map {
      ObjectFinder(
        detector: $0, size: video.format.size, orientation: video.orientation, tiles: options.tiles)
    }
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
