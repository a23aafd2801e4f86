import Core
public import Detections
public import Geometry
public import Media

/// A face detector on a thread of its own, so that frames are decoded while it looks at one.
///
/// It holds one net; several actors look at several frames at once, each with the memory of a net.
public actor DetectorActor {
  private let executor = ThreadExecutor(name: "frameveil-detect")
  /// The actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let model: FaceModel
  private let options: DetectionOptions
  private let size: FrameSize
  private let orientation: Orientation
  private let inputSize: FrameSize
  private let visibility: FaceVisibility?
  private var finder: FaceFinder?

  /// Prepares a detector for the frames of a video; the net is loaded with the first frame. With a `visibility`
  /// it tells only of faces that are not hidden.
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

  /// What is seen on a frame, as a sample of some time; without faces, an empty one.
  public func look(at frame: Frame, sampledAt time: MediaTime) throws -> DetectionSample {
    let finder = try finder ?? load()
    let faces = try frame.read { picture in
      let found = try finder.faces(in: picture)
      guard let visibility else { return found }
      return try found.filter { try visibility.isVisible($0, in: picture, orientation) }
    }
    return DetectionSample(time: time, boxes: faces)
  }

  private func load() throws -> FaceFinder {
    let detector = try CenterFace(
      model: model, inputSize: inputSize, leastScore: options.minConfidence / 100,
      findsLandmarks: options.findsLandmarks)
    let loaded = FaceFinder(detector: detector, size: size, orientation: orientation, tiles: options.tiles)
    finder = loaded
    return loaded
  }
}
